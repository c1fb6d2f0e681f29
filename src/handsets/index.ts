export { createHandsets } from "./handsets.js";
export type * from "./notices.js";
export type * from "./ports.js";
export { type QuirkTable, quirksSchema } from "./quirk-table.js";
export { QUIRKS, type QuirkName } from "./quirks.js";
export { Refusal } from "./refusal.js";
export { type Answer, answer, type Handler, type Handlers, ok, type RequestOf } from "./requests.js";
export type { Capabilities, Session, SessionEnd } from "./session.js";
export { isParsable } from "./size.js";
