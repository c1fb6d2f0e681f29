import { readFileSync } from "node:fs";
import {
  CspError,
  decode,
  encode,
  transcode,
  type Version,
  type WbxmlProfileName,
} from "../../src/csp/index.js";
import { documentBytes, documentText } from "../support/documents.js";

interface GoldenDocument {
  readonly name: string;
  readonly version: Version;
  readonly encoderProfile: "A" | "B" | null;
}

const { documents } = JSON.parse(documentText("golden/index.json")) as {
  documents: readonly GoldenDocument[];
};

/** Our profiles by the names that the index of the documents has for them. */
const PROFILES: Readonly<Record<"A" | "B", WbxmlProfileName>> = { A: "libwbxml", B: "opaque-dates" };

/** Documents that hold every token of a version in a row and so are no messages. */
const isTour = ({ name }: GoldenDocument) => name.startsWith("f-tour-");
const messages = documents.filter((document) => !isTour(document));

const TRUNCATION =
  /^(empty-input|truncated|missing-end|opaque-length|string-table-length|string-table-index)$/;

const read = (name: string) => documentBytes(`golden/${name}.wbxml`);

describe("the golden documents", () => {
  it("are all there", () => {
    expect(documents).toHaveLength(140);
  });

  it.each(documents)("$name decodes to its XML", ({ name }) => {
    expect(Buffer.from(transcode(read(name), { syntax: "xml" })).toString()).toBe(
      documentText(`golden/${name}.xml`),
    );
  });

  it.each(
    documents.flatMap((each) =>
      each.encoderProfile === null ? [] : [{ ...each, profile: PROFILES[each.encoderProfile] }],
    ),
  )(
    "$name encodes from its XML to the same octets in profile $profile",
    ({ name, version, profile: wbxmlProfile }) => {
      const xml = documentBytes(`golden/${name}.xml`);
      expect(Buffer.from(transcode(xml, { syntax: "wbxml", version, wbxmlProfile })).equals(read(name))).toBe(
        true,
      );
    },
  );

  it.each(documents)("$name survives XML, WBXML as phones read it, and XML again", ({ name }) => {
    const xml = documentText(`golden/${name}.xml`);
    const wbxml = transcode(Buffer.from(xml), { syntax: "wbxml" });
    expect(Buffer.from(transcode(wbxml, { syntax: "xml" })).toString()).toBe(xml);
  });

  it.each(messages)("$name has the same typed content in WBXML and in XML", ({ name }) => {
    const { syntax: _wbxml, ...fromWbxml } = decode(read(name));
    const { syntax: _xml, ...fromXml } = decode(documentBytes(`golden/${name}.xml`));
    // Without a namespace only the WBXML header knows the version.
    if (name === "f-xmlns-absent") expect(fromXml.version).toBe("1.1");
    expect(fromWbxml).toEqual(fromXml);
  });

  it.each(messages)("$name is the same message after writing it typed in both syntaxes", ({ name }) => {
    const { unknown: _unknown, ...message } = decode(read(name));
    for (const syntax of ["wbxml", "xml"] as const) {
      expect(decode(encode(message, { syntax, version: message.version }))).toEqual({ ...message, syntax });
    }
  });

  it.each(messages)("$name holds nothing that the schema does not expect", ({ name }) => {
    expect(decode(read(name)).unknown).toBeUndefined();
  });

  it("are refused when cut off anywhere", () => {
    for (const { name } of documents) {
      const whole = read(name);
      for (let length = 0; length < whole.length; length++) {
        const kind = refusal(whole.subarray(0, length));
        if (!TRUNCATION.test(kind)) throw new Error(`${name}, cut to ${length} octets: ${kind}`);
      }
    }
  });

  it("are refused as XML when cut off anywhere", () => {
    for (const { name } of documents) {
      const whole = readFileSync(new URL(`./documents/golden/${name}.xml`, import.meta.url));
      // Each length would be quadratic work; every seventh and the last ones find the same faults.
      for (let length = 0; length < whole.length; length += length > whole.length - 40 ? 1 : 7) {
        expect({ name, length, refused: refusal(whole.subarray(0, length)) !== "none" }).toEqual({
          name,
          length,
          refused: true,
        });
      }
    }
  });
});

function refusal(bytes: Uint8Array): string {
  try {
    transcode(bytes, { syntax: "xml" });
    return "none";
  } catch (error) {
    if (error instanceof CspError) return error.kind;
    throw error;
  }
}
