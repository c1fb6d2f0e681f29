/** The Client-Server Protocol (IMPS 1.1 to 1.3) as pure functions: the library `hamlet/csp`. */
export {
  type Address,
  type AddressFault,
  type AddressResult,
  type AddressSpace,
  canonicalAddress,
  type DomainAddress,
  formatAddress,
  type GroupAddress,
  type OwnedAddress,
  type PhoneStyle,
  parseAddress,
  phoneStyle,
  sameAddress,
  type UserAddress,
} from "./address.js";
export { groupFromJid, userFromJid } from "./address-jid.js";
export { type DecodeOptions, decode, type EncodeOptions, encode } from "./codec.js";
export {
  chooseSchema,
  computeDigest,
  type DigestSchema,
  type HashSchema,
  type SchemaChoice,
  verifyDigest,
  verifyPassword,
} from "./digest.js";
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
export {
  type FunctionTree,
  type Leaf,
  leafFor,
  leavesOf,
  negotiateServices,
  type ServiceAgreement,
  type ServiceQuery,
  type ServiceTree,
} from "./service-tree.js";
export {
  adaptStatus,
  codeOf,
  conditionForStatus,
  endsSession,
  isProvisional,
  isSuccess,
  type Status,
  type StatusContext,
  type StatusName,
  type StatusTable,
  statusForCondition,
  statusOf,
} from "./status.js";
export { detectSyntax } from "./syntax.js";
export { type TranscodeOptions, transcode } from "./transcode.js";
export { type NamespaceRole, namespaceOf, type Syntax, VERSIONS, type Version } from "./version.js";
export type { WbxmlProfileName } from "./wbxml/profile.js";
