import type { Version } from "../../src/csp/index.js";
import type { InteropDocument } from "./interop-messages.js";
import { endLine, type Outline, startLine } from "./interop-outline.js";

/** Something that the other decoder is known to tell differently, and why that is not for us to mend. */
export interface Difference {
  readonly why: string;
  /** The outline as the other decoder tells it. */
  readonly apply: (outline: Outline, document: InteropDocument) => Outline;
}

/** The outline with another name for one element. */
export function renamed(from: string, to: string): Difference["apply"] {
  const [bare, withAttributes, end] = [startLine(from), `<${from} `, endLine(from)];
  return (outline) =>
    outline.map((line) => {
      if (line === bare) return startLine(to);
      if (line === end) return endLine(to);
      return line.startsWith(withAttributes) ? `<${to} ${line.slice(withAttributes.length)}` : line;
    });
}

/** A difference that one version alone shows. */
export function inVersion(version: Version, { why, apply }: Difference): Difference {
  return {
    why: `${why} (${version})`,
    apply: (outline, document) => (document.version === version ? apply(outline, document) : outline),
  };
}

/** The outline with each text of one of the named elements rewritten; undefined drops it. */
export function retold(
  elements: readonly string[],
  change: (line: string, document: InteropDocument) => string | undefined,
): Difference["apply"] {
  const starts = new Set(elements.map((name) => startLine(name)));
  return (outline, document) =>
    outline.flatMap((line, index) => {
      if (!line.startsWith("=") || !starts.has(outline[index - 1] ?? "")) return [line];
      return change(line, document) ?? [];
    });
}

/** What the other decoder should say of a document. */
export function expectedOutline(document: InteropDocument, differences: readonly Difference[]): Outline {
  return differences.reduce<Outline>((outline, { apply }) => apply(outline, document), document.outline);
}

/** The reasons of those differences that none of the documents shows: they have no place in the list. */
export function unseen(
  differences: readonly Difference[],
  documents: readonly InteropDocument[],
): readonly string[] {
  const changes = ({ apply }: Difference) =>
    documents.some(
      (document) => apply(document.outline, document).join("\n") !== document.outline.join("\n"),
    );
  return differences.filter((difference) => !changes(difference)).map(({ why }) => why);
}
