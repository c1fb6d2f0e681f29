import fc from "fast-check";
import {
  encode,
  type OutgoingMessage,
  PRIMITIVES,
  transcode,
  type Version,
  type WbxmlProfileName,
} from "../../src/csp/index.js";
import { has, messageOf } from "./arbitrary-message.js";
import { documentBytes, documentText } from "./documents.js";
import { type Outline, outlineOfXml } from "./interop-outline.js";

/** One document for another decoder: its octets, and what it says according to our XML. */
export interface InteropDocument {
  readonly name: string;
  readonly version: Version;
  readonly profile: WbxmlProfileName;
  readonly wbxml: Uint8Array;
  readonly outline: Outline;
}

const SEED = 20_261;

/** A message as WBXML, and its outline. */
export function interopDocument(
  name: string,
  message: OutgoingMessage,
  version: Version,
  profile: WbxmlProfileName,
): InteropDocument {
  const xml = Buffer.from(encode(message, { syntax: "xml", version })).toString();
  return {
    name,
    version,
    profile,
    wbxml: encode(message, { syntax: "wbxml", version, wbxmlProfile: profile }),
    outline: outlineOfXml(xml),
  };
}

/** The names of the primitives that a version has. */
export function primitivesOf(version: Version): readonly string[] {
  return PRIMITIVES.map(({ name }) => name).filter((name) => has(name, version));
}

/** Generated messages with one primitive, the same in every run. */
export function generated(
  name: string,
  version: Version,
  counts: Readonly<Partial<Record<WbxmlProfileName, number>>>,
): readonly InteropDocument[] {
  const profiles = Object.entries(counts).flatMap(([profile, count]) =>
    new Array<WbxmlProfileName>(count).fill(profile as WbxmlProfileName),
  );
  const messages = fc.sample(messageOf(name, version), { seed: SEED, numRuns: profiles.length });
  return messages.map((message, index) =>
    interopDocument(`${name} #${index}`, message, version, profiles[index] ?? "handset"),
  );
}

interface GoldenDocument {
  readonly name: string;
  readonly version: Version;
}

/** Its header says 1.1 and its namespaces 1.2; they decide. */
const MISMATCH = "f-public-id-namespace-mismatch";

/** The golden documents of some versions, each as we write it for phones. */
export function goldenDocuments(versions: readonly Version[]): readonly InteropDocument[] {
  const index = JSON.parse(documentText("golden/index.json")) as { documents: readonly GoldenDocument[] };
  return index.documents
    .filter(({ version }) => versions.includes(version))
    .map(({ name, version }) => ({
      name,
      version: name === MISMATCH ? "1.2" : version,
      profile: "handset",
      wbxml: transcode(documentBytes(`golden/${name}.wbxml`), { syntax: "wbxml" }),
      outline: outlineOfXml(documentText(`golden/${name}.xml`)),
    }));
}
