import { LineCounter, parseDocument } from "yaml";

/** What is wrong with a YAML text; the place is unknown where an alias leads nowhere, or to too much. */
export interface YamlFault {
  readonly place?: { readonly line: number; readonly column: number };
  readonly problem: string;
}

/** Reads a YAML text. There is a value where there are no faults. */
export function readYaml(text: string): { readonly value?: unknown; readonly faults: readonly YamlFault[] } {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const faults = document.errors.map(({ message, pos }) => {
    const { line, col: column } = lineCounter.linePos(pos[0]);
    return { place: { line, column }, problem: message };
  });
  if (faults.length > 0) return { faults };
  try {
    return { value: document.toJS() as unknown, faults };
  } catch (error) {
    return { faults: [{ problem: (error as Error).message }] };
  }
}
