import type { GenericElement } from "../generic.js";
import type { Child, ClosedEnumeration, Enumeration, Multiplicity, StructOrText } from "./dsl.js";

/** The value of an open enumeration: a known value, offered by editors, or any other text. */
type OpenValue<V extends string> = V | (string & {});

/** The TypeScript type of a decoded element, derived from its declaration. */
export type ValueOf<E> =
  E extends ClosedEnumeration<string, infer V>
    ? V
    : E extends Enumeration<string, infer V>
      ? OpenValue<V>
      : E extends { type: "text" | "binary" }
        ? string
        : E extends { type: "integerOrText" }
          ? number | string
          : E extends { type: "integer" }
            ? number
            : E extends { type: "boolean" }
              ? boolean
              : E extends { type: "dateTime" }
                ? Date
                : E extends { type: "any" }
                  ? GenericElement
                  : E extends StructOrText<string, infer C>
                    ? Fields<C> & { readonly text?: string }
                    : E extends { children: infer C extends readonly Child[] }
                      ? Fields<C>
                      : never;

type With<C extends readonly Child[], M extends Multiplicity> = Extract<C[number], { multiplicity: M }>;

type ByName<C extends Child> = { [K in C as K["element"]["name"]]: ValueOf<K["element"]> };
type ListsByName<C extends Child> = { [K in C as K["element"]["name"]]: readonly ValueOf<K["element"]>[] };

/** Shows the fields themselves to editors, in place of the types that they come from. */
type Shown<T> = T extends infer F ? { [K in keyof F]: F[K] } : never;

/** The fields of a struct, by element name: one value, an optional one, or a list (never empty for "some"). */
export type Fields<C extends readonly Child[]> = Shown<
  ByName<With<C, "one">> &
    Partial<ByName<With<C, "optional">>> &
    Partial<ListsByName<With<C, "many">>> &
    ListsByName<With<C, "some">>
>;
