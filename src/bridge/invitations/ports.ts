/** What invitations need of those who own rooms; `RoomKeeper` does it. */
export interface Memberships {
  /**
   * Lets a user into an extended chat. Into other rooms of ours the room itself lets those whom its occupants may invite;
   * without effect for rooms of others.
   * @param user bare JID
   * @returns whether the user gets in by this alone: he had no right to before
   * @throws StanzaError forbidden for one whom the room has banned, and others; LinkDown
   */
  makeMember(room: string, user: string): Promise<boolean>;
  /** Takes that back; without effect for one who is more than a member, or banned. @throws StanzaError, LinkDown */
  dropMember(room: string, user: string): Promise<void>;
}

/** What becomes of invitations into rooms of ours, for the extension that sent them. */
export interface InvitationListener {
  /**
   * @param user bare JID of the invitee
   * @param inviter bare JID; undefined where the room hides it
   */
  refused(room: string, user: string, inviter: string | undefined): Promise<void>;
}

/** An invitation to one of our users, as its notice keeps it. */
export interface OfferPayload {
  readonly inviteId: string;
  readonly room: string;
  /** Bare JID of the inviter; undefined where the room hides it. */
  readonly inviter: string | undefined;
  /** The inviter's name in the room, where that is all that is known. */
  readonly nick: string | undefined;
  readonly reason: string | undefined;
  /** It goes on with a one-to-one chat: EC for a phone that agreed to it (ER-2, EC-38). */
  readonly continues: boolean;
  /** How many notices there were of it: one, or one for each session (EC-43). */
  readonly copies: number;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}
