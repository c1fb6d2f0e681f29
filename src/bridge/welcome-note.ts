import type { RequestOf } from "../handsets/index.js";

export type WelcomeNote = NonNullable<RequestOf<"CreateGroup-Request">["GroupProperties"]["WelcomeNote"]>;

/** The text of a note as a phone wrote it; a blank one counts as none. */
export function noteFrom(note: WelcomeNote | undefined): string | undefined {
  if (note === undefined) return undefined;
  const isEncoded = note.ContentEncoding?.toUpperCase() === "BASE64";
  const data = note.text ?? note.ContentData ?? "";
  const text = isEncoded ? Buffer.from(data, "base64").toString("utf8") : data;
  return text.trim() === "" ? undefined : text;
}
