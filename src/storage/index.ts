export { locateStore, openStorage, type StorageOptions, storeObstacle } from "./open.js";
export type * from "./repositories.js";
export { StorageError } from "./repositories.js";
