import * as access from "./access.js";
import type { Child, Primitive } from "./dsl.js";
import * as groups from "./groups.js";
import * as messaging from "./messaging.js";
import * as presence from "./presence.js";
import type { ValueOf } from "./types.js";

type Exports = typeof access & typeof groups & typeof messaging & typeof presence;
type AnyPrimitive = Primitive<string, readonly Child[]>;
type DeclaredPrimitive = Extract<Exports[keyof Exports], { primitive: true }>;

function isPrimitive(value: object): value is AnyPrimitive {
  return "primitive" in value;
}

/** Every primitive of CSP 1.1, 1.2 and 1.3; one that is exported by a file of this folder is in. */
export const PRIMITIVES: readonly AnyPrimitive[] = [access, presence, messaging, groups].flatMap((file) =>
  Object.values<object>(file).filter(isPrimitive),
);

/** The name of a primitive. */
export type PrimitiveName = DeclaredPrimitive["name"];

/** The fields of one primitive. */
export type FieldsOf<K extends PrimitiveName> = ValueOf<Extract<DeclaredPrimitive, { name: K }>>;

/** The typed content of a transaction: `content.kind` tells which primitive it is. */
export type KnownContent = { [K in PrimitiveName]: { readonly kind: K } & FieldsOf<K> }[PrimitiveName];
