import { type DecodeOptions, type EncodeOptions, makeWriter, read } from "./codec.js";
import type { Attribute } from "./generic.js";
import { withDefaults } from "./limits.js";
import type { Tag } from "./schema/registry.js";
import type { Sink } from "./sink.js";
import { namespaceOf, roleOfNamespace, type Version } from "./version.js";

/** Hands a document on, with the namespaces of CSP changed to those of one version. */
class VersionChange implements Sink {
  readonly #sink: Sink;
  readonly #version: Version;

  constructor(sink: Sink, version: Version) {
    this.#sink = sink;
    this.#version = version;
  }

  open(tag: Tag, attributes: readonly Attribute[] | undefined): void {
    this.#sink.open(
      tag,
      attributes?.map((attribute) => this.#change(attribute)),
    );
  }

  text(value: string): void {
    this.#sink.text(value);
  }

  integer(value: number): void {
    this.#sink.integer(value);
  }

  close(): void {
    this.#sink.close();
  }

  leaf(tag: Tag, value: string | number): void {
    this.#sink.leaf(tag, value);
  }

  #change({ name, value }: Attribute): Attribute {
    const role = name === "xmlns" ? roleOfNamespace(value) : undefined;
    return { name, value: role === undefined ? value : namespaceOf(this.#version, role) };
  }
}

const NOWHERE: Sink = {
  open: () => undefined,
  text: () => undefined,
  integer: () => undefined,
  close: () => undefined,
  leaf: () => undefined,
};

export interface TranscodeOptions extends Omit<EncodeOptions, "version"> {
  /** The version to write; that of the document unless named. */
  readonly version?: Version;
}

/**
 * Rewrites a document in another syntax, element by element: nothing is reordered, left out for a version or
 * required, so that it also shows messages that are incomplete. Only plain text leaves out what it has no code
 * for. Naming a version changes the namespaces and the WBXML tokens, no more.
 * @throws CspError for a malformed document
 */
export function transcode(
  bytes: Uint8Array,
  target: TranscodeOptions,
  options: DecodeOptions = {},
): Uint8Array {
  const limits = withDefaults(options.limits);
  const { syntax } = options;
  // XML is written alike in all versions; the others need to know the version before they begin.
  const version = target.version ?? (target.syntax === "xml" ? "1.1" : read(bytes, syntax, NOWHERE, limits));
  const writer = makeWriter({ ...target, version });
  read(bytes, syntax, target.version === undefined ? writer : new VersionChange(writer, version), limits);
  return writer.bytes();
}
