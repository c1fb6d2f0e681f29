import { CspError } from "../errors.js";
import type { Attribute } from "../generic.js";
import { declaredPrefix, isDeclaration, prefixOf } from "../names.js";

interface Scope {
  readonly depth: number;
  readonly prefixes: readonly string[];
}

/** The namespace prefixes of the open elements. Phones declare none, so that this mostly stays empty. */
export class PrefixScopes {
  readonly #scopes: Scope[] = [];

  /**
   * Takes the declarations of an element and checks that its attributes have no other prefix.
   * @throws CspError `unbound-prefix`
   */
  enter(attributes: readonly Attribute[], depth: number, offset: number): void {
    const prefixes = attributes.filter(isDeclaration).map((attribute) => declaredPrefix(attribute, offset));
    if (prefixes.length > 0) this.#scopes.push({ depth, prefixes });
    for (const { name } of attributes) {
      const prefix = prefixOf(name);
      const isBound = prefix === undefined || this.#scopes.some((scope) => scope.prefixes.includes(prefix));
      if (!isBound) throw new CspError("unbound-prefix", { element: name, offset });
    }
  }

  /** Forgets what was declared deeper than the open elements. */
  leave(depth: number): void {
    while ((this.#scopes.at(-1)?.depth ?? -1) >= depth) this.#scopes.pop();
  }
}
