export { locateStore, openStorage, type StorageOptions } from "./open.js";
export type * from "./repositories.js";
export { StorageError } from "./repositories.js";
