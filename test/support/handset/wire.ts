import type { Agent } from "node:http";
import type { Syntax, Version } from "../../../src/csp/index.js";
import { decode, encode, type Message, type OutgoingMessage } from "../../../src/csp/index.js";
import type { PhoneState } from "./phone-state.js";
import { checkReply, connectionsOf, post } from "./post.js";
import { PROFILES, type Profile, type ProfileName } from "./profiles.js";
import { checkMessage } from "./rules.js";
import { Semaphore } from "./semaphore.js";

/** What went over the wire, in order. An empty answer has no message. */
export interface LogEntry {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly direction: "sent" | "received";
  readonly message: OutgoingMessage | undefined;
  readonly octets: Uint8Array;
}

export interface WireOptions {
  readonly url: string;
  readonly version: Version;
  readonly syntax: Syntax;
  readonly profile: ProfileName;
  /** Headers besides those of the profile, such as MSISDN. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly state: PhoneState;
}

/** Messages over HTTP, as one client program sends and reads them. */
export class Wire {
  readonly log: LogEntry[] = [];
  readonly #options: WireOptions;
  readonly #profile: Profile;
  readonly #agent: Agent;
  readonly #posts: Semaphore;

  constructor(options: WireOptions) {
    this.#options = options;
    this.#profile = PROFILES[options.profile];
    this.#agent = connectionsOf(this.#profile.keepsConnections);
    this.#posts = new Semaphore(this.#profile.posts);
  }

  /**
   * Sends a message and reads the answer; undefined if it is empty.
   * @throws Violation for an answer that the client could not live with
   */
  exchange(message: OutgoingMessage): Promise<Message | undefined> {
    return this.#posts.run(async () => {
      const { url, version, syntax, headers, state, profile } = this.#options;
      const octets = encode(message, { syntax, version });
      const contentType = contentTypeOf(syntax, version);
      this.#write("sent", message, octets);
      const reply = await post({
        url,
        body: octets,
        agent: this.#agent,
        headers: { "Content-Type": contentType, ...this.#profile.headers, ...headers },
        ...(this.#profile.countsCharacters && { length: Buffer.from(octets).toString().length }),
      });
      checkReply(reply, contentType);
      const answer = reply.body.length === 0 ? undefined : decode(reply.body, { syntax });
      this.#write("received", answer, reply.body);
      if (answer !== undefined) checkMessage(reply.body, answer, state, profile);
      return answer;
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  #write(direction: LogEntry["direction"], message: OutgoingMessage | undefined, octets: Uint8Array): void {
    this.log.push({ at: Date.now(), direction, message, octets });
  }
}

function contentTypeOf(syntax: Syntax, version: Version): string {
  if (syntax === "pts") return "application/vnd.wv.csp.sms";
  return `application/vnd.wv.csp${version === "1.3" ? "+" : "."}${syntax}`;
}
