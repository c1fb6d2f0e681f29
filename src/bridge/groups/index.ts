export type { EntryOptions } from "./entrance.js";
export type { Groups } from "./groups.js";
export type { GroupListener, SilentEntry } from "./ports.js";
export { type NewRoom, type RoomKeeper, type RoomPlan, serviceJid } from "./room-keeper.js";
export { GroupsTopic } from "./topic.js";
