import { CspError } from "./errors.js";
import type { Attribute } from "./generic.js";

const NC_START =
  "A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C-\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD";
const NC_NAME = `[${NC_START}][${NC_START}\\-.0-9\\u00B7\\u0300-\\u036F\\u203F-\\u2040]*`;

/**
 * The source of a regular expression for a name with or without a prefix (Namespaces in XML 1.0 section 4),
 * without the planes above the first.
 */
export const NAME_PATTERN = `${NC_NAME}(?::${NC_NAME})?`;

const ELEMENT_NAME = new RegExp(`^${NC_NAME}$`);
const ATTRIBUTE_NAME = new RegExp(`^${NAME_PATTERN}$`);

function check(name: string, pattern: RegExp, limit: number, offset: number | undefined): void {
  const place = offset === undefined ? {} : { offset };
  if (name.length > limit) throw new CspError("name-too-long", place);
  if (!pattern.test(name)) throw new CspError("invalid-name", { ...place, detail: name.slice(0, 40) });
}

/**
 * Checks the name of an element, which stands without a prefix.
 * @throws CspError `invalid-name`, `name-too-long`
 */
export function checkElementName(name: string, limit: number, offset?: number): void {
  check(name, ELEMENT_NAME, limit, offset);
}

/**
 * Checks the name of an attribute, which may have a prefix.
 * @throws CspError `invalid-name`, `name-too-long`
 */
export function checkAttributeName(name: string, limit: number, offset?: number): void {
  check(name, ATTRIBUTE_NAME, limit, offset);
}

export const XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace";

/**
 * The prefix that an attribute `xmlns:…` declares (Namespaces in XML 1.0 sections 3 and 5).
 * @throws CspError `unbound-prefix` for a reserved prefix and for one that is bound to nothing
 */
export function declaredPrefix({ name, value }: Attribute, offset?: number): string {
  const prefix = name.slice("xmlns:".length);
  const isReserved = prefix === "xmlns" || (prefix === "xml" && value !== XML_NAMESPACE);
  if (!isReserved && value !== "") return prefix;
  throw new CspError("unbound-prefix", { element: name, ...(offset === undefined ? {} : { offset }) });
}

/** Whether an attribute declares a prefix. */
export const isDeclaration = ({ name }: Attribute): boolean => name.startsWith("xmlns:");

/** The prefix of a name; undefined if it has none, or one that always has a meaning. */
export function prefixOf(name: string): string | undefined {
  const colon = name.indexOf(":");
  const prefix = colon < 0 ? undefined : name.slice(0, colon);
  return prefix === "xmlns" || prefix === "xml" ? undefined : prefix;
}

/**
 * The character of a numeric entity.
 * @throws CspError `invalid-entity` for what is no character of XML 1.0
 */
export function entityCharacter(point: number, offset: number): string {
  const isSurrogate = point >= 0xd800 && point <= 0xdfff;
  const isControl = point < 0x20 && point !== 9 && point !== 10 && point !== 13;
  if (point > 0x10ffff || isSurrogate || isControl || point === 0xfffe || point === 0xffff) {
    throw new CspError("invalid-entity", { offset });
  }
  return String.fromCodePoint(point);
}
