/** What is to be undone in XMPP before an account goes. Users are bare JIDs. */
export interface Partings {
  /** Contacts are told that they no longer see the user, nor are seen. @throws LinkDown */
  endSubscriptions(user: string): Promise<void>;
  /** Destroys the rooms that the user made. @throws LinkDown */
  destroyRooms(user: string): Promise<void>;
}
