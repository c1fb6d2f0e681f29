/** Puts WBXML documents together octet by octet, in forms that our own writer does not produce. */
import type { Version } from "../../src/csp/index.js";
import { tagOf } from "../../src/csp/schema/registry.js";
import { codebookOf } from "../../src/csp/wbxml/codebook.js";

/** Hexadecimal digits of octets. */
type Hex = string;

/** STR_I with text in a charset whose string ends with one zero octet. */
export const inline = (text: string): Hex => `03${Buffer.from(text).toString("hex")}00`;

/** An element with content, after a switch to its page. */
export function element(name: string, ...content: readonly Hex[]): Hex {
  const code = codebookOf("1.2").tokenByTag[tagOf(name)?.id ?? -1] ?? -1;
  if (code < 0) throw new Error(`${name} has no token`);
  const octet = (value: number) => value.toString(16).padStart(2, "0");
  return `00${octet(code >> 6)}${octet((code & 0x3f) | 0x40)}${content.join("")}01`;
}

interface HeaderOptions {
  readonly version?: Version;
  /** MIBenum as the octets of a multi-byte integer. */
  readonly charset?: Hex;
}

/** A document of CSP around a primitive; without a namespace, so that the header tells the version. */
export function wbxmlDocument(
  primitive: Hex,
  { version = "1.2", charset = "6a" }: HeaderOptions = {},
): Uint8Array {
  const publicId = codebookOf(version).publicId.toString(16);
  const body = element(
    "WV-CSP-Message",
    element(
      "Session",
      element("SessionDescriptor", element("SessionType", "8011")),
      element(
        "Transaction",
        element("TransactionDescriptor", element("TransactionMode", "8020")),
        element("TransactionContent", primitive),
      ),
    ),
  );
  return new Uint8Array(Buffer.from(`03${publicId}${charset}00${body}`, "hex"));
}
