import { type Node, slotOf, tagOf } from "../schema/registry.js";

/** The SessionID names the session of the message, save in the primitive that hands one out. */
export function isOfSession(name: string, primitive: Node | undefined): boolean {
  const tag = tagOf(name);
  return name === "SessionID" && tag !== undefined && slotOf(primitive, tag) === undefined;
}
