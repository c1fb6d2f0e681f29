import type { Invitation } from "../../xmpp/index.js";
import { bareJid, domainOf } from "../addresses.js";
import type { BridgeContext } from "../context.js";

const PATIENCE = 2000;
const TOKEN_LENGTH = 20;

interface Question {
  readonly token: string;
  answer(keeps: boolean): void;
}

/**
 * Finds out whether a MUC service hands on the `<continue/>` of a mediated invitation (XEP-0045 section 7.9): Prosody
 * loses it. The owner of a room invites itself, which changes nothing in the room, and sees what arrives. Asked once per
 * service and stream, since the server may have changed while it was away.
 */
export class ContinuationProbe {
  readonly #context: Pick<BridgeContext, "xmpp" | "runtime">;
  /** Full JID that owns the rooms and is inside while it asks. */
  readonly #owner: string;
  readonly #known = new Map<string, Promise<boolean>>();
  readonly #open = new Map<string, Question>();

  constructor(context: Pick<BridgeContext, "xmpp" | "runtime">, owner: string) {
    this.#context = context;
    this.#owner = owner;
  }

  /** Whether the service of a room that the owner is inside of keeps the element; false where nothing comes back. */
  keeps(room: string): Promise<boolean> {
    const service = domainOf(room);
    const known = this.#known.get(service) ?? this.#ask(room);
    this.#known.set(service, known);
    return known;
  }

  /** What was found out may no longer hold. */
  forget(): void {
    this.#known.clear();
  }

  /** Takes the invitation that answers a question; false for any other. */
  heard(invitation: Invitation): boolean {
    const question = this.#open.get(invitation.room);
    if (question === undefined || bareJid(invitation.to) !== bareJid(this.#owner)) return false;
    if (invitation.form !== "mediated") return true;
    question.answer(invitation.isContinuation && invitation.thread === question.token);
    return true;
  }

  async #ask(room: string): Promise<boolean> {
    const { xmpp, runtime } = this.#context;
    const token = runtime.random.token(TOKEN_LENGTH);
    const answered = new Promise<boolean>((resolve) => {
      const timer = runtime.timers.after(PATIENCE, () => resolve(false));
      this.#open.set(room, {
        token,
        answer: (keeps) => {
          timer.cancel();
          resolve(keeps);
        },
      });
    });
    try {
      await xmpp.rooms.invite({ room, as: this.#owner, to: bareJid(this.#owner), thread: token });
      const keeps = await answered;
      runtime.log.info({ service: domainOf(room), keeps }, "asked whether the service keeps <continue/>");
      return keeps;
    } catch (error) {
      this.#known.delete(domainOf(room));
      throw error;
    } finally {
      this.#open.delete(room);
    }
  }
}
