import { CspError } from "./errors.js";
import type { Attribute, GenericElement } from "./generic.js";
import { DEFAULT_LIMITS } from "./limits.js";
import { checkAttributeName, checkElementName, declaredPrefix, isDeclaration, prefixOf } from "./names.js";
import { foreignTag, tagOf } from "./schema/registry.js";
import type { Sink } from "./sink.js";

type Prefixes = ReadonlySet<string>;

const NO_PREFIXES: Prefixes = new Set();

function prefixesAt(outer: Prefixes, attributes: readonly Attribute[]): Prefixes {
  const own = attributes.filter(isDeclaration).map((attribute) => declaredPrefix(attribute));
  return own.length === 0 ? outer : new Set([...outer, ...own]);
}

/** The attributes that may be written here: one whose prefix was declared further out has lost its meaning. */
function meaningful(attributes: readonly Attribute[], prefixes: Prefixes): readonly Attribute[] | undefined {
  const kept = attributes.filter(({ name }) => {
    const prefix = prefixOf(name);
    return prefix === undefined || prefixes.has(prefix);
  });
  const names = new Set<string>();
  for (const { name } of kept) {
    checkAttributeName(name, DEFAULT_LIMITS.name);
    if (names.has(name)) throw new CspError("duplicate-attribute", { detail: name });
    names.add(name);
  }
  return kept.length === 0 ? undefined : kept;
}

/**
 * Pushes an element that no declaration describes into a sink.
 * @throws CspError `invalid-name`, `name-too-long`, `duplicate-attribute`, `unbound-prefix`, `nesting-depth`
 */
export function walkGeneric(element: GenericElement, sink: Sink, outer = NO_PREFIXES, depth = 0): void {
  const { name, attributes = [], text, children = [] } = element;
  if (depth > DEFAULT_LIMITS.depth) throw new CspError("nesting-depth", { element: name });
  checkElementName(name, DEFAULT_LIMITS.name);
  const prefixes = prefixesAt(outer, attributes);
  sink.open(tagOf(name) ?? foreignTag(name), meaningful(attributes, prefixes));
  if (text !== undefined) sink.text(text);
  for (const child of children) walkGeneric(child, sink, prefixes, depth + 1);
  sink.close();
}
