import type { Attribute, GenericElement } from "./generic.js";
import type { Tag } from "./schema/registry.js";
import { leafInSteps, type Sink } from "./sink.js";

interface Draft {
  name: string;
  attributes?: readonly Attribute[];
  text?: string;
  children?: GenericElement[];
}

/** Keeps an element as it stands. Text between the children of an element is joined. */
export class GenericBuilder implements Sink {
  readonly #open: Draft[] = [];
  readonly #done: (element: GenericElement) => void;

  constructor(done: (element: GenericElement) => void) {
    this.#done = done;
  }

  open(tag: Tag, attributes: readonly Attribute[] | undefined): void {
    this.#open.push({ name: tag.name, ...(attributes === undefined ? {} : { attributes }) });
  }

  text(value: string): void {
    const top = this.#open.at(-1);
    if (top !== undefined) top.text = (top.text ?? "") + value;
  }

  integer(value: number): void {
    this.text(String(value));
  }

  leaf(tag: Tag, value: string | number): void {
    leafInSteps(this, tag, value);
  }

  /** True once the outermost element is closed. */
  close(): boolean {
    const element = this.#open.pop();
    const parent = this.#open.at(-1);
    if (element === undefined) return true;
    if (parent === undefined) {
      this.#done(element);
      return true;
    }
    parent.children ??= [];
    parent.children.push(element);
    return false;
  }
}
