import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { VERSIONS, type Version } from "../../src/csp/index.js";
import { captureOf } from "../support/interop-capture.js";
import {
  type Difference,
  expectedOutline,
  inVersion,
  renamed,
  retold,
  unseen,
} from "../support/interop-difference.js";
import { type Dissection, readDissections } from "../support/interop-dissection.js";
import {
  generated,
  goldenDocuments,
  type InteropDocument,
  interopDocument,
  primitivesOf,
} from "../support/interop-messages.js";
import { startLine, textLine } from "../support/interop-outline.js";
import { requireTool } from "../support/interop-tool.js";

const tshark = requireTool("tshark", "tshark");

const PUBLIC_IDS: Readonly<Record<Version, string>> = {
  "1.1": "-//WIRELESSVILLAGE//DTD CSP 1.1//EN (Wireless Village Client-Server Protocol DTD v1.1)",
  "1.2": "-//OMA//DTD WV-CSP 1.2//EN (OMA IMPS - CSP protocol DTD v1.2)",
  "1.3": "-//OMA//DTD IMPS-CSP 1.3//EN (OMA IMPS - CSP protocol DTD v1.3)",
};

/** What Wireshark calls an element whose token its table of the version lacks. */
const NO_SUCH_TOKEN = "(Requested token not defined for this content type)";

/**
 * Elements of another version that clients send all the same. Hamlet writes them with the token of that version;
 * Wireshark's tables have what the version defines and no more.
 */
const OUTSIDE_VERSION: Readonly<Record<Version, readonly string[]>> = {
  "1.1": ["AutoSubscribe", "ReceiveList"],
  "1.2": [],
  "1.3": [
    "AcceptedCharset",
    "AcceptedContentLength",
    "AttListFunc",
    "AutoSubscribe",
    "CAAUT",
    "CALI",
    "CancelAuth-Request",
    "GALS",
    "GetReactiveAuthStatus-Request",
    "InUse",
    "REACT",
    "Users",
  ],
};

/** Integers that Wireshark does not know as such and shows as octets. */
const NOT_READ: Readonly<Record<Version, readonly string[]>> = {
  "1.1": ["AcceptedCharset", "SearchFindings", "SearchID", "SearchIndex", "SearchLimit"],
  "1.2": ["SearchFindings", "SearchID", "SearchIndex", "SearchLimit"],
  "1.3": ["AcceptedCharset", "AnswerOptionID", "ChosenOptionID", "WatcherCount"],
};

/** Those of them that are text in the form for phones. */
const TEXT_FOR_PHONES: readonly string[] = ["AcceptedCharset", "SearchID"];

/** An OPAQUE integer as the dissector shows octets that it does not read. */
function asOctets(line: string): string {
  const digits = /^= "(\d+)"$/.exec(line)?.[1];
  if (digits === undefined) return line;
  const hex = Number(digits).toString(16);
  const octets = hex.padStart(hex.length + (hex.length % 2), "0").match(/../g) ?? [];
  return textLine(["c3", octets.length.toString(16).padStart(2, "0"), ...octets].join(":"));
}

function notRead(name: string): Difference {
  return {
    why: `Wireshark does not read the opaque integer of ${name}`,
    apply: retold([name], (line, { profile }) =>
      profile === "handset" && TEXT_FOR_PHONES.includes(name) ? line : asOctets(line),
    ),
  };
}

/** Value token 0x3D is written for the declared values of SearchElement, or in the profile opaque-dates for any text. */
const withHistory: Difference["apply"] = (outline, { profile }) =>
  outline.map((line, index) => {
    const isToken = profile === "opaque-dates" || outline[index - 1] === startLine("SearchElement");
    return isToken && line === textLine("GROUP_ID") ? textLine("History") : line;
  });

const TRC = "http://www.openmobilealliance.org/DTD/WV-TRC";

/** Where Wireshark 4.0 and we tell the same octets differently. The verdicts are those of the tables' report. */
const DIFFERENCES: readonly Difference[] = [
  inVersion("1.1", {
    why: "6:0x06 has the label of the token table; the XML of phones has BlockEntity-Request",
    apply: renamed("BlockEntity-Request", "BlockUser-Request"),
  }),
  inVersion("1.2", {
    why: "4:0x1E has the label of the token table; the XML of phones has no hyphen",
    apply: renamed("AutoSubscribe", "Auto-Subscribe"),
  }),
  {
    why: "10:0x05 kept a draft's name; libwbxml, Symbian and Android have VersionDiscovery",
    apply: renamed("WV-CSP-VersionDiscovery-Request", "WV-CSP-NSDiscovery-Request"),
  },
  {
    why: "10:0x06 kept a draft's name; libwbxml, Symbian and Android have VersionDiscovery",
    apply: renamed("WV-CSP-VersionDiscovery-Response", "WV-CSP-NSDiscovery-Response"),
  },
  inVersion("1.2", {
    why: "attribute start 0x0A has a misplaced quote, so that its text is all name",
    apply: (outline) => outline.map((line) => line.replace(`xmlns="${TRC}1.2"`, `xmlns ${TRC}'="1.2"`)),
  }),
  inVersion("1.3", {
    why: "value 0x3D is named History, which it means under Name alone",
    apply: withHistory,
  }),
  ...VERSIONS.flatMap((version) => NOT_READ[version].map((name) => inVersion(version, notRead(name)))),
  ...VERSIONS.flatMap((version) =>
    OUTSIDE_VERSION[version].map((name) =>
      inVersion(version, {
        why: `${name} is outside the version`,
        apply: renamed(name, NO_SUCH_TOKEN),
      }),
    ),
  ),
];

const COMPLAINT = "[Malformed Packet: WBXML]";
const CUT = 12;

const groups = VERSIONS.flatMap((version) =>
  primitivesOf(version).map((name) => ({
    name,
    version,
    documents: generated(name, version, { handset: 4, "opaque-dates": 2 }),
  })),
);
const golden = goldenDocuments(VERSIONS);
const whole = interopDocument(
  "a document that will be cut off",
  { sessionType: "Inband", mode: "Request", content: { kind: "Polling-Request" } },
  "1.2",
  "handset",
);
const broken: InteropDocument = { ...whole, wbxml: whole.wbxml.subarray(0, whole.wbxml.length - CUT) };
const documents = [...groups.flatMap((group) => group.documents), ...golden, broken];

/** What tshark tells of all documents, in one run. */
function dissect(): readonly (Dissection | undefined)[] {
  const folder = mkdtempSync(join(tmpdir(), "hamlet-interop-"));
  try {
    const file = join(folder, "csp.pcap");
    writeFileSync(file, captureOf(documents));
    // Wireshark registers its dissector for the media type of 1.1 and 1.2 only.
    const decodeAs = "media_type==application/vnd.wv.csp+wbxml,wbxml";
    const shown = "http wbxml _ws.malformed _ws.expert";
    return readDissections(tshark(["-n", "-r", file, "-d", decodeAs, "-T", "pdml", "-J", shown]).toString());
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("tshark, the dissector of Wireshark", () => {
  const dissections = new Map<InteropDocument, Dissection | undefined>();

  beforeAll(() => {
    const found = dissect();
    expect(found).toHaveLength(documents.length);
    for (const [index, document] of documents.entries()) dissections.set(document, found[index]);
  });

  function check(document: InteropDocument): void {
    const { name, profile, version } = document;
    expect({ name, profile, ...dissections.get(document) }).toEqual({
      name,
      profile,
      publicId: PUBLIC_IDS[version],
      outline: expectedOutline(document, DIFFERENCES),
      complaints: [],
    });
  }

  it.each(groups)("reads $name of CSP $version as we write it", (group) => group.documents.forEach(check));

  it.each(golden)("reads the golden document $name as we write it", check);

  it("would complain of a malformed document", () => {
    expect(dissections.get(broken)?.complaints).toContain(COMPLAINT);
  });

  it("shows every difference of the list", () => {
    expect(unseen(DIFFERENCES, documents)).toEqual([]);
  });
});
