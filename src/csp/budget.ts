import { CspError } from "./errors.js";
import type { Limits } from "./limits.js";

/** What is left of the limits of one document. References to the string table cost what they expand to. */
export class Budget {
  readonly nameLimit: number;
  #characters: number;
  #elements: number;

  constructor({ output, elements, name }: Limits) {
    this.#characters = output;
    this.#elements = elements;
    this.nameLimit = name;
  }

  /** @throws CspError `output-limit` */
  spendText(characters: number, offset: number): void {
    this.#characters -= characters;
    if (this.#characters < 0) throw new CspError("output-limit", { offset });
  }

  /**
   * One more element or attribute.
   * @throws CspError `element-limit`
   */
  spendElement(offset: number): void {
    if (--this.#elements < 0) throw new CspError("element-limit", { offset });
  }
}
