/** What is to be undone before an account goes. Each may be done again where it was cut short. Users are bare JIDs. */
export interface Partings {
  readonly messages: {
    /** Messages that no phone has taken go back to their senders. */
    returnAll(user: string): Promise<void>;
  };
  readonly presence: {
    /** Contacts are told that they no longer see the user, nor are seen. @throws LinkDown, StanzaError */
    endSubscriptions(user: string): Promise<void>;
  };
  readonly rooms: {
    /** Destroys the rooms that the user made. @throws LinkDown; StanzaError where one of them is left */
    destroyRooms(user: string): Promise<void>;
  };
}
