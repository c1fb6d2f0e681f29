import type { Element } from "@xmpp/client";
import type { KnownContent } from "../../csp/index.js";
import { briefPrimitive } from "./brief-primitive.js";
import { briefStanza } from "./brief-stanza.js";

/** Where the play is shown. */
export interface Screen {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

const BOLD = 1;
const DIM = 2;
const GREEN = 32;
const CYAN = 36;

/** Shows the play: each step with its title, then who sent and got what, in order. */
export class Narrator {
  readonly #screen: Screen;
  #step = 0;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  say(text = ""): void {
    this.#screen.write(`${text}\n`);
  }

  heading(text: string): void {
    this.say(`\n${this.#painted(BOLD, text)}`);
  }

  /** Begins a step. @param title a sentence */
  step(title: string): void {
    this.heading(`${++this.#step}. ${title}`);
  }

  phone(name: string, direction: "sends" | "gets", content: KnownContent): void {
    this.#line(name, "phone", direction, this.#painted(GREEN, briefPrimitive(content)));
  }

  jabber(name: string, direction: "sends" | "gets", stanza: Element): void {
    this.#line(name, "Jabber", direction, this.#painted(CYAN, briefStanza(stanza)));
  }

  #line(name: string, device: string, direction: string, what: string): void {
    const who = `${name.padEnd(6)}${device.padEnd(7)}${direction.padEnd(6)}`;
    this.say(`   ${this.#painted(DIM, who)}${what}`);
  }

  #painted(colour: number, text: string): string {
    return this.#screen.isTTY === true ? `\u001b[${colour}m${text}\u001b[0m` : text;
  }
}
