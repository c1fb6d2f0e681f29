import type { Attribute } from "./generic.js";
import type { Tag } from "./schema/registry.js";

/**
 * Where a document goes, element by element. Readers and the walker push into a sink; the message builder
 * and the writers are sinks. So every reader works with every writer, and a syntax is one of each.
 */
export interface Sink {
  open(tag: Tag, attributes: readonly Attribute[] | undefined): void;
  /** Text of the open element, whole: called at most once between two tags. */
  text(value: string): void;
  /** An integer as content of the open element. */
  integer(value: number): void;
  close(): void;
  /** An element with nothing but a text or an integer: the same as three calls, for the many that are so. */
  leaf(tag: Tag, value: string | number): void;
}

/** `leaf` for a sink that has nothing to gain from it. */
export function leafInSteps(sink: Sink, tag: Tag, value: string | number): void {
  sink.open(tag, undefined);
  if (typeof value === "number") sink.integer(value);
  else sink.text(value);
  sink.close();
}
