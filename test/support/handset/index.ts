export { Handset, type SendOptions } from "./handset.js";
export type { ContentOf } from "./inbox.js";
export type { LoginMethod } from "./login.js";
export type { NextOptions, PhoneOptions, ServerRequest } from "./phone.js";
export { PROFILES, type ProfileName } from "./profiles.js";
export { RawConnection } from "./raw-connection.js";
export { post, RawHttp } from "./raw-http.js";
export { codeOf, Refused, Violation } from "./violation.js";
export type { LogEntry } from "./wire.js";
