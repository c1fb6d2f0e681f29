import type { Syntax, Version } from "../csp/index.js";

/** How the HTTP binding names the three syntaxes; 1.3 spells them with a plus sign. */
const CANONICAL: Readonly<Record<Syntax, (version: Version) => string>> = {
  xml: (version) => `application/vnd.wv.csp${version === "1.3" ? "+" : "."}xml`,
  wbxml: (version) => `application/vnd.wv.csp${version === "1.3" ? "+" : "."}wbxml`,
  pts: () => "application/vnd.wv.csp.sms",
};

/** Every spelling that phones and the gateways before them use. */
const ACCEPTED: Readonly<Record<string, Syntax>> = {
  "application/vnd.wv.csp.xml": "xml",
  "application/vnd.wv.csp+xml": "xml",
  "application/xml": "xml",
  "text/xml": "xml",
  "application/vnd.wv.csp.wbxml": "wbxml",
  "application/vnd.wv.csp+wbxml": "wbxml",
  "application/vnd.wap.wbxml": "wbxml",
  "application/vnd.wv.csp.sms": "pts",
  "application/vnd.wv.csp+sms": "pts",
};

/** The content type without parameters, in lower case; undefined where the header is absent or empty. */
export function essenceOf(header: string | undefined): string | undefined {
  const essence = header?.split(";", 1)[0]?.trim().toLowerCase();
  return essence === "" ? undefined : essence;
}

/** Whether a request of this type is read at all; one without a type is judged by its octets. */
export function isAccepted(header: string | undefined): boolean {
  const essence = essenceOf(header);
  return essence === undefined || Object.hasOwn(ACCEPTED, essence);
}

/**
 * The type of the answer: as the phone spelled it, since some compare the text; the canonical spelling where the
 * request had none, or one that does not fit what its body turned out to be.
 */
export function answerType(header: string | undefined, syntax: Syntax, version: Version): string {
  const essence = essenceOf(header);
  return essence !== undefined && ACCEPTED[essence] === syntax ? essence : CANONICAL[syntax](version);
}
