import type { Session } from "../../handsets/index.js";

/** What can be asked of a group: the first three name a user, the others a part of the text. */
export type GroupElement =
  | "GROUP_USER_ID_OWNER"
  | "GROUP_USER_ID_JOINED"
  | "GROUP_USER_ID_AUTOJOIN"
  | "GROUP_ID"
  | "GROUP_NAME"
  | "GROUP_TOPIC";

/** Something that is asked of a group. */
export interface GroupCriterion {
  readonly element: GroupElement;
  readonly text: string;
}

/** What a search needs of the groups. */
export interface GroupSearch {
  /**
   * The ids of those groups that meet all criteria and that the session's user may know of.
   * @throws Refusal search-too-broad, search-timed-out and others
   */
  find(session: Session, criteria: readonly GroupCriterion[]): Promise<readonly string[]>;
}
