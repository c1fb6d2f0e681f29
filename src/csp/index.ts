/** The codec of the Client-Server Protocol (IMPS 1.1 to 1.3): the library `hamlet/csp`. */
export { type DecodeOptions, decode, detectSyntax, type EncodeOptions, encode } from "./codec.js";
export { CSP_ERRORS, CspError, type CspErrorKind } from "./errors.js";
export type { Attribute, GenericElement } from "./generic.js";
export { DEFAULT_LIMITS, type Limits } from "./limits.js";
export type {
  Content,
  Message,
  OutgoingMessage,
  SessionType,
  Transaction,
  TransactionMode,
  UnknownContent,
  UnknownElement,
} from "./message.js";
export type { Direction } from "./schema/dsl.js";
export { type FieldsOf, type KnownContent, PRIMITIVES, type PrimitiveName } from "./schema/index.js";
export { type TranscodeOptions, transcode } from "./transcode.js";
export { type NamespaceRole, namespaceOf, type Syntax, VERSIONS, type Version } from "./version.js";
export type { WbxmlProfileName } from "./wbxml/profile.js";
