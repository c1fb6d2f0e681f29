import type { Version } from "../../src/csp/index.js";
import { type Difference, expectedOutline, renamed, retold, unseen } from "../support/interop-difference.js";
import {
  generated,
  goldenDocuments,
  type InteropDocument,
  interopDocument,
  primitivesOf,
} from "../support/interop-messages.js";
import { type Outline, outlineOfXml, textLine } from "../support/interop-outline.js";
import { requireTool } from "../support/interop-tool.js";

const wbxml2xml = requireTool("wbxml2xml", "libwbxml2-utils");

/** libwbxml has no tables of 1.3. */
const VERSIONS: readonly Version[] = ["1.1", "1.2"];
const LANGUAGE: Readonly<Partial<Record<Version, string>>> = { "1.1": "CSP11", "1.2": "CSP12" };

/** Later years do not fit the twelve bits of an opaque date-time and travel as text. */
const LAST_OPAQUE_YEAR = 4095;

const NEW_VALUES: readonly string[] = [textLine("SSMS"), textLine("SHTTP")];

/** Where libwbxml 0.11.8 and we tell the same octets differently. The verdicts are those of the tables' report. */
const DIFFERENCES: readonly Difference[] = [
  {
    why: "libwbxml kept a draft's name of 5:0x26; Wireshark, Symbian and Android agree on ReferredContent",
    apply: renamed("ReferredContent", "PreferredContent"),
  },
  {
    why: "libwbxml kept a draft's name of 5:0x27; Wireshark, Symbian and Android agree on ReferredvCard",
    apply: renamed("ReferredvCard", "PreferredvCard"),
  },
  {
    why: "libwbxml has the label of the token table for 1:0x3B; the XML of phones has no hyphen",
    apply: renamed("ExtendedData", "Extended-Data"),
  },
  {
    why: "libwbxml has the label of the token table for 4:0x1E; the XML of phones has no hyphen",
    apply: renamed("AutoSubscribe", "Auto-Subscribe"),
  },
  {
    why: "libwbxml was written from a candidate of 1.2 without CIRURL, 3:0x14",
    apply: renamed("CIRURL", "unknown"),
  },
  {
    why: "libwbxml was written from a candidate of 1.2 without the values SSMS and SHTTP and drops them",
    apply: retold(["SupportedCIRMethod"], (line, { version }) =>
      // 1.1 has no tokens for them, so they travel as text there.
      version === "1.2" && NEW_VALUES.includes(line) ? undefined : line,
    ),
  },
  {
    why: "libwbxml leaves out the seconds of an opaque date-time where they are zero",
    apply: retold(["DateTime", "DeliveryTime"], (line, { profile }) => {
      const match = /^(= "(\d{4})\d{4}T\d{4})00Z"$/.exec(line);
      const isOpaque = profile === "opaque-dates" && Number(match?.[2]) <= LAST_OPAQUE_YEAR;
      return isOpaque ? `${match?.[1]}Z"` : line;
    }),
  },
];

/** libwbxml escapes no CR, which XML would read as a line feed. */
const keepReturns = (xml: string) => xml.replaceAll("\r", "&#13;");

function outlineByLibwbxml({ wbxml, version }: InteropDocument): Outline {
  // The number 0x11 of 1.2 is unknown to libwbxml, so it has to be told the language.
  const language = LANGUAGE[version] ?? "";
  const args = ["-m", "0", "-k", "-l", language, "-o", "-", "-"];
  return outlineOfXml(keepReturns(wbxml2xml(args, wbxml).toString()));
}

function check(document: InteropDocument): void {
  const { name, profile } = document;
  const outline = outlineByLibwbxml(document);
  expect({ name, profile, outline }).toEqual({
    name,
    profile,
    outline: expectedOutline(document, DIFFERENCES),
  });
}

const ALDER = { UserID: "wv:alder@example.test" };

/** Generated times rarely fall on a full minute, which libwbxml treats in its own way. */
const fullMinute = interopDocument(
  "a delivery report at a full minute",
  {
    sessionType: "Inband",
    mode: "Request",
    content: {
      kind: "DeliveryReport-Request",
      Result: { Code: 200 },
      DeliveryTime: new Date(Date.UTC(2007, 2, 14, 15, 33, 0)),
      MessageInfo: {
        MessageID: "m-1",
        ContentSize: 0,
        Recipient: { User: [ALDER] },
        Sender: { User: ALDER },
      },
    },
  },
  "1.2",
  "opaque-dates",
);

const documentsOf = (name: string, version: Version) =>
  generated(name, version, { handset: 4, "opaque-dates": 2 });

describe("wbxml2xml of libwbxml", () => {
  const cases = VERSIONS.flatMap((version) =>
    primitivesOf(version).map((name): [string, Version] => [name, version]),
  );

  it.each(cases)("reads %s of CSP %s as we write it", (name, version) => {
    for (const document of documentsOf(name, version)) check(document);
  });

  it.each(goldenDocuments(VERSIONS))("reads the golden document $name as we write it", check);

  it("reads an opaque date-time of a full minute", () => check(fullMinute));

  it("shows every difference of the list", () => {
    const all = cases.flatMap(([name, version]) => documentsOf(name, version));
    expect(unseen(DIFFERENCES, [...all, fullMinute])).toEqual([]);
  });
});
