/** Those who want to know of changes to contact lists. Users and contacts are bare JIDs. */
export interface ListWatcher {
  /** @param slug of the list, as the store has it */
  added(user: string, slug: string, contacts: readonly string[]): Promise<void>;
  /** Also for the members of a list that is deleted. */
  removed(user: string, slug: string, contacts: readonly string[]): Promise<void>;
}
