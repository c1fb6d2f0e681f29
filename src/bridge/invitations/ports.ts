/** What invitations need of those who own rooms; `RoomKeeper` does it. */
export interface Memberships {
  /** Lets a user into a room of ours; without effect for rooms of others. @param user bare JID */
  makeMember(room: string, user: string): Promise<void>;
  /** Takes that back. */
  dropMember(room: string, user: string): Promise<void>;
}

/** What becomes of invitations into rooms of ours, for the extension that sent them. */
export interface InvitationListener {
  /** @param user bare JID of the invitee */
  refused(room: string, user: string): Promise<void>;
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
