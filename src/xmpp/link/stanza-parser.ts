import { type Element, xml } from "@xmpp/component";
import { StreamFault } from "./faults.js";
import type { LinkLimits } from "./limits.js";
import { TagFeed } from "./tag-feed.js";

/** Bounds of a stanza, and who is told of one beyond them: it comes without its children. */
export interface ParserOptions {
  readonly limits: LinkLimits;
  readonly excessive: (stanza: Element) => void;
}

/**
 * The library's parser with its faults closed: whatever it throws becomes an `error` event, once; text between stanzas
 * (white space that keeps the connection alive) is not kept; a stanza beyond the limits is read over and not built.
 */
export class StanzaParser extends xml.Parser {
  readonly #options: ParserOptions;
  readonly #feed = new TagFeed((piece) => {
    this.#unseen += piece.length;
    super.write(piece);
  });
  #depth = 0;
  #elements = 0;
  #size = 0;
  /** Characters given to ltx since it last told of something: it keeps them. */
  #unseen = 0;
  #isSkipping = false;
  #isBroken = false;

  constructor(options: ParserOptions) {
    super();
    this.#options = options;
  }

  override write(data: string): void {
    if (this.#isBroken) return;
    try {
      this.#feed.write(data);
      const { inboundSize } = this.#options.limits;
      if (this.#unseen > inboundSize) this.#fail("a text beyond the size limit");
      else if (this.#feed.heldLength > inboundSize) this.#dropText();
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error));
    }
  }

  override onStartElement(name: string, attrs: Record<string, string>): void {
    if (this.#isBroken) return;
    this.#unseen = 0;
    this.#depth += 1;
    if (this.#depth === 1) {
      if (this.root !== null) this.#fail("a second root");
      else super.onStartElement(name, attrs);
      return;
    }
    if (this.#depth === 2) this.#forget();
    this.#count(name, attrs);
    if (!this.#isSkipping) super.onStartElement(name, attrs);
    else if (this.#depth === 2) this.cursor = new xml.Element(name, attrs);
  }

  override onEndElement(name: string): void {
    if (this.#isBroken) return;
    this.#unseen = 0;
    this.#depth -= 1;
    if (this.#isSkipping) {
      if (this.#depth === 1) this.#endSkipping();
    } else if (name === this.cursor?.name) {
      super.onEndElement(name);
    } else {
      this.#fail(`</${name}> closes nothing`);
    }
  }

  override onText(text: string): void {
    if (this.#isBroken || this.#isSkipping) return;
    if (this.#depth < 2) {
      if (text.trim() !== "") this.#fail("text between stanzas");
      return;
    }
    this.#size += text.length;
    if (this.#size > this.#options.limits.inboundSize) this.#skip();
    else super.onText(text);
  }

  #count(name: string, attrs: Record<string, string>): void {
    this.#elements += 1;
    this.#size += name.length;
    for (const [key, value] of Object.entries(attrs)) this.#size += key.length + value.length;
    const { inboundDepth, inboundElements, inboundSize } = this.#options.limits;
    const isExcessive =
      this.#depth - 1 > inboundDepth || this.#elements > inboundElements || this.#size > inboundSize;
    if (isExcessive && !this.#isSkipping) this.#skip();
  }

  /** Gives up the stanza that is open: what was built of it is let go but for its attributes. */
  #skip(): void {
    this.#isSkipping = true;
    while (this.cursor?.parent) this.cursor = this.cursor.parent;
    if (this.cursor !== null && this.cursor !== this.root) this.cursor.children = [];
  }

  #endSkipping(): void {
    const stanza = this.cursor;
    this.cursor = this.root;
    this.#forget();
    if (stanza === null) return;
    stanza.parent = this.root;
    this.#options.excessive(stanza);
  }

  #forget(): void {
    this.#elements = 0;
    this.#size = 0;
    this.#isSkipping = false;
  }

  #dropText(): void {
    if (this.#depth < 2 || !this.#feed.dropText()) throw new Error("a tag beyond the size limit");
    if (!this.#isSkipping) this.#skip();
  }

  #fail(message: string): void {
    this.#isBroken = true;
    if (this.listenerCount("error") > 0) this.emit("error", new StreamFault("garbage", message));
  }
}
