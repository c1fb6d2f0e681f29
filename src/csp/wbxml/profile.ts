/** How an encoder uses the freedom that WBXML leaves. */
export interface WbxmlProfile {
  /** EXT_T_0 where the declaration is a boolean or an enumeration, or for any text that has a token. */
  readonly valueTokens: "declared" | "any";
  /** OPAQUE except where a phone drops it, or wherever any encoder makes it so. */
  readonly integers: "declared" | "opaque";
  /** Inline; OPAQUE unless the text ends in Z; OPAQUE wherever the form allows. */
  readonly dateTimes: "inline" | "inline-if-utc" | "opaque";
}

/** The name of an encoder profile. */
export type WbxmlProfileName = "handset" | "libwbxml" | "opaque-dates";

/**
 * `handset` writes what every phone reads, and is what Hamlet sends. The others are for comparing with other
 * encoders: `libwbxml` writes the same octets as that library (but for zero, which it writes without octets),
 * `opaque-dates` writes date-times besides as Android's client does.
 */
export const WBXML_PROFILES: Readonly<Record<WbxmlProfileName, WbxmlProfile>> = {
  handset: { valueTokens: "declared", integers: "declared", dateTimes: "inline" },
  libwbxml: { valueTokens: "any", integers: "opaque", dateTimes: "inline-if-utc" },
  "opaque-dates": { valueTokens: "any", integers: "opaque", dateTimes: "opaque" },
};
