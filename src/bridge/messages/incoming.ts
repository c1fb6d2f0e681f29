import { codeOf, conditionForStatus, formatAddress } from "../../csp/index.js";
import type { Lapse, Notice } from "../../handsets/index.js";
import type { IncomingMessage } from "../../xmpp/index.js";
import { bareJid, domainOf, userIdFor } from "../addresses.js";
import type { Access } from "../blocking/access.js";
import type { BridgeContext } from "../context.js";
import type { Conversations } from "../conversations.js";
import { cutText, LONGEST_TEXT } from "./content.js";
import type { LetterKind } from "./ports.js";
import type { Verdicts } from "./verdicts.js";

export const MESSAGE = "message";

const ID_LENGTH = 16;
/** For how long a message waits for its user to come. Milliseconds. */
const WAITING_LIFE = 30 * 24 * 3600_000;

/** What has to be kept of a message until a phone has it. */
interface Kept {
  /** Full JID of the sender. */
  readonly from: string;
  /** As the sender addressed the user. */
  readonly to: string;
  readonly stanzaId: string | null;
  readonly wantsReceipt: boolean;
  readonly text: string;
  readonly sentAt: number;
}

/** What incoming messages need beside the context. */
export interface IncomingNeeds {
  readonly access: Access;
  readonly conversations: Conversations;
  readonly verdicts: Verdicts;
}

/** Messages of people to phones. Each is delivered, or goes back to its sender with the reason. */
export class Incoming {
  readonly #context: BridgeContext;
  readonly #access: Access;
  readonly #verdicts: Verdicts;
  readonly #conversations: Conversations;

  constructor(context: BridgeContext, { access, conversations, verdicts }: IncomingNeeds) {
    this.#context = context;
    this.#access = access;
    this.#verdicts = verdicts;
    this.#conversations = conversations;
  }

  readonly kind: LetterKind = {
    letter: (session, { payload }) => {
      const { from, text, sentAt } = payload as Kept;
      return {
        sender: { User: { UserID: userIdFor(session, from, this.#context.space) } },
        recipient: { User: [{ UserID: formatAddress(session.user, session.style) }] },
        text,
        sentAt,
      };
    },
    delivered: (_session, notice) => this.#confirm(notice),
    refused: (_session, { payload }, status) =>
      this.#bounce(payload as Kept, conditionForStatus(status) ?? "undefined-condition"),
    lapsed: (notice, why) => this.#lapsed(notice, why),
  };

  async received(message: IncomingMessage): Promise<void> {
    const user = bareJid(message.to);
    const peer = bareJid(message.from);
    const kept = this.#keep(message);
    if (message.type === "headline" && this.#context.handsets.sessionsOf(user).length === 0) return;
    // The same for one who is not there and one who does not want to hear (XEP-0191 section 3.1).
    const isUnwelcome =
      !(await this.#context.storage.accounts.exists(user)) || (await this.#access.isBlocked(user, peer));
    if (isUnwelcome)
      return message.type === "headline" ? undefined : this.#bounce(kept, "service-unavailable");
    if (kept.text.trim() === "") return;
    if (await this.#context.handsets.outbox.post(this.#notice(user, kept)))
      await this.#takeOver(message.thread, user, peer);
  }

  /** The message is on its way, whether or not its thread can be kept. */
  async #takeOver(thread: string | undefined, user: string, peer: string): Promise<void> {
    try {
      await this.#conversations.heard(user, peer, thread);
    } catch (err) {
      this.#context.runtime.log.error({ user, peer, err }, "the thread of a chat was not kept");
    }
  }

  /** Sends back what no phone of a user has taken; nobody of that name is there any more. */
  async returnAll(user: string): Promise<void> {
    const { outbox } = this.#context.handsets;
    for (const { id, payload } of await outbox.waiting(user, MESSAGE))
      if (await outbox.withdraw(id)) await this.#bounce(payload as Kept, "service-unavailable");
  }

  #keep({ from, to, id, wantsReceipt, body, subject, sentAt }: IncomingMessage): Kept {
    return {
      from,
      to,
      stanzaId: id ?? null,
      wantsReceipt,
      text: cutText(
        subject === undefined || subject.trim() === "" ? body : `[${subject}] ${body}`.trimEnd(),
        LONGEST_TEXT,
      ),
      sentAt: sentAt ?? this.#context.runtime.clock.now(),
    };
  }

  #notice(user: string, payload: Kept): Notice {
    const now = this.#context.runtime.clock.now();
    return {
      id: this.#noticeId(payload),
      user,
      kind: MESSAGE,
      payload,
      createdAt: now,
      expiresAt: now + WAITING_LIFE,
      durable: true,
    };
  }

  /** Ids of our own phones' messages are unique, and one that is sent again waits once. */
  #noticeId({ from, stanzaId }: Kept): string {
    const { runtime, space } = this.#context;
    const isOwn = domainOf(from) === space.home && stanzaId !== null;
    return isOwn ? `m-${stanzaId}` : runtime.random.token(ID_LENGTH);
  }

  /** A phone has it: only now may the sender be told so (XEP-0184 section 5.2). */
  async #confirm({ payload }: Notice): Promise<void> {
    const { from, to, stanzaId, wantsReceipt } = payload as Kept;
    if (!wantsReceipt || stanzaId === null) return;
    await this.#verdicts.tell({ receipt: { from: to, to: from, messageId: stanzaId } });
  }

  async #lapsed({ payload }: Notice, why: Lapse): Promise<void> {
    const expired = conditionForStatus(codeOf("message-expired")) ?? "recipient-unavailable";
    await this.#bounce(payload as Kept, why === "overflow" ? "resource-constraint" : expired);
  }

  #bounce({ from, to, stanzaId }: Kept, condition: string): Promise<void> {
    const id = stanzaId === null ? {} : { id: stanzaId };
    return this.#verdicts.tell({ refusal: { from: to, to: from, ...id, condition } });
  }
}
