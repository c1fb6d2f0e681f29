import { adaptStatus, type KnownContent, type StatusName, statusOf, type Version } from "../csp/index.js";
import { Refusal } from "./refusal.js";
import type { Session } from "./session.js";

type Result = Extract<KnownContent, { readonly kind: "Status" }>["Result"];

const OK = 200;
const LAST_PARTIAL = 202;
const LONGEST_DESCRIPTION = 100;

/** Phones show it as it is, and some know no other characters. */
function ascii(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, "?").slice(0, LONGEST_DESCRIPTION);
}

/** The Result that says no. */
export function refusalResult({ status, description }: Refusal, version: Version): Result {
  const code = adaptStatus(status, version);
  const text = description ?? statusOf(code)?.meaning;
  return { Code: code, ...(text !== undefined && { Description: ascii(text) }) };
}

/** The Status that says no. */
export function refusalStatus(refusal: Refusal, version: Version): KnownContent {
  return { kind: "Status", Result: refusalResult(refusal, version) };
}

/** The Status for a reason without more to say. */
export function statusFor(reason: StatusName, version: Version): KnownContent {
  return refusalStatus(new Refusal(reason), version);
}

/**
 * An answer as the phone can take it: with codes that its version has, and with plain success where it takes
 * partial success for failure.
 */
export function adapted(
  content: KnownContent,
  { version, quirks }: Pick<Session, "version" | "quirks">,
): KnownContent {
  if (!("Result" in content) || content.Result === undefined) return content;
  const { Code, DetailedResult, ...rest } = content.Result;
  const isPartial = Code > OK && Code <= LAST_PARTIAL;
  if (isPartial && quirks.has("partial-is-failure")) return { ...content, Result: { ...rest, Code: OK } };
  const details = DetailedResult?.map((each) => ({ ...each, Code: adaptStatus(each.Code, version) }));
  const Result = {
    ...rest,
    Code: adaptStatus(Code, version),
    ...(details !== undefined && { DetailedResult: details }),
  };
  return { ...content, Result };
}
