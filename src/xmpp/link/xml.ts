/** Elements are the library's own (ltx), so that they can be handed to it as they are. */
export { type Element, type Node, xml } from "@xmpp/component";
