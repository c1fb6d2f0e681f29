import { isNode, LineCounter, parseDocument } from "yaml";

/** A place in a text; both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** What is wrong with a YAML text; the place is unknown where an alias leads nowhere, or to too much. */
export interface YamlFault {
  readonly place?: Place;
  readonly problem: string;
}

/** What a YAML text holds. There is a value where there are no faults. */
export interface YamlReading {
  readonly value?: unknown;
  readonly faults: readonly YamlFault[];
  /** Where the value at a path stands, or else the innermost of those around it. */
  readonly placeOf: (path: readonly PropertyKey[]) => Place | undefined;
}

/** Names a place as editors and compilers do, so that tools can follow it. */
export function placed(file: string, place: Place | undefined): string {
  return place === undefined ? file : `${file}:${place.line}:${place.column}`;
}

/** Reads a YAML text. */
export function readYaml(text: string): YamlReading {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const placeAt = (offset: number): Place => {
    const { line, col: column } = lineCounter.linePos(offset);
    return { line, column };
  };
  const placeOf = (path: readonly PropertyKey[]) => {
    const nodes = [...path.keys(), path.length].map((length) => document.getIn(path.slice(0, length), true));
    const range = nodes.findLast(isNode)?.range;
    return range ? placeAt(range[0]) : undefined;
  };
  const faults = document.errors.map(({ message, pos }) => ({ place: placeAt(pos[0]), problem: message }));
  if (faults.length > 0) return { faults, placeOf };
  try {
    return { value: document.toJS() as unknown, faults, placeOf };
  } catch (error) {
    return { faults: [{ problem: (error as Error).message }], placeOf };
  }
}
