import type { Attribute } from "../generic.js";
import { checkAttributeName, entityCharacter } from "../names.js";
import type { AttributeStart } from "./codebook.js";
import type { Cursor } from "./cursor.js";
import type { Header } from "./header.js";
import { readInlineString } from "./text.js";
import { Token } from "./tokens.js";

/**
 * The attributes of one element, up to and with their END.
 * @throws CspError
 */
export function readAttributes(cursor: Cursor, header: Header): readonly Attribute[] {
  const known = header.codebook.namespaces[cursor.octets[cursor.position] ?? -1];
  if (known !== undefined && header.charset.unit === 1 && follows(cursor, known.octets)) {
    cursor.position += known.octets.length;
    return known.attributes;
  }
  const attributes: Attribute[] = [];
  const names = new Set<string>();
  for (;;) {
    const at = cursor.position;
    const token = cursor.octet();
    if (token === Token.END) break;
    if (token === Token.SWITCH_PAGE) {
      if (cursor.octet() !== 0) throw cursor.error("unknown-code-page", at);
      continue;
    }
    const { name, prefix } = attributeStart(cursor, header, token, at);
    if (names.has(name)) throw cursor.error("duplicate-attribute", at);
    names.add(name);
    header.budget.spendElement(at);
    attributes.push({ name, value: prefix + attributeValue(cursor, header) });
  }
  if (attributes.length === 0) throw cursor.error("missing-attribute");
  return attributes;
}

function follows(cursor: Cursor, octets: Uint8Array): boolean {
  for (let i = 0; i < octets.length; i++) {
    if (cursor.octets[cursor.position + i] !== octets[i]) return false;
  }
  return true;
}

function attributeStart(
  cursor: Cursor,
  { codebook, strings, budget }: Header,
  token: number,
  at: number,
): Omit<AttributeStart, "token"> {
  if (token === Token.LITERAL) {
    const index = cursor.multiByte();
    // Nokia software refers to an empty table with index 0 and means xmlns.
    const name = index === 0 && strings.length === 0 ? "xmlns" : strings.at(index, at, budget);
    checkAttributeName(name, budget.nameLimit, at);
    return { name, prefix: "" };
  }
  const isStart = token < 0x80 && (token & 0x3f) > Token.LITERAL;
  if (!isStart) throw cursor.error("unexpected-token", at);
  const start = codebook.attributes.get(token);
  if (start === undefined) throw cursor.error("unknown-attribute", at);
  return start;
}

function attributeValue(cursor: Cursor, { charset, strings, budget }: Header): string {
  let value = "";
  for (;;) {
    const at = cursor.position;
    const token = cursor.octets[at];
    if (token !== Token.STR_I && token !== Token.STR_T && token !== Token.ENTITY) return value;
    cursor.position++;
    if (token === Token.STR_I) value += readInlineString(cursor, charset);
    else if (token === Token.STR_T) value += strings.at(cursor.multiByte(), at, budget);
    else value += entityCharacter(cursor.multiByte(), at);
  }
}
