export type * from "./repositories.js";
export { StorageError } from "./repositories.js";
