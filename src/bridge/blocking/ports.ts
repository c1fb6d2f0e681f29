/** Those who want to know that a user's block or grant list, or their use, has changed. */
export interface AccessWatcher {
  /** @param user bare JID */
  changed(user: string): Promise<void>;
}
