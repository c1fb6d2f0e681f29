export { locateStore, openStorage, type StorageOptions, storeObstacle } from "./open.js";
export type * from "./repositories.js";
export { StorageError, StorageOutage } from "./repositories.js";
