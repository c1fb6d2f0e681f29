import { type Answer, answer, Refusal, type RequestOf, type Session } from "../../handsets/index.js";
import type { SentRow } from "../../storage/index.js";
import { LinkDown } from "../../xmpp/index.js";
import { jidOf } from "../addresses.js";
import type { Access } from "../blocking/access.js";
import type { BridgeContext } from "../context.js";
import type { Conversations } from "../conversations.js";
import { Outcome } from "../outcome.js";
import { textOf } from "./content.js";
import type { GroupSpeech } from "./ports.js";
import { checkUser, type Target, targetsOf } from "./recipients.js";
import { Settlement } from "./settlement.js";

const ID_LENGTH = 16;
const MOST_RECIPIENTS = 100;
/** For how long a report is waited for. Milliseconds. */
const REPORT_LIFE = 7 * 24 * 3600_000;
const PRUNE_INTERVAL = 3600_000;

/** The MessageID that a phone knows a sent message by: its copies differ in what follows the hyphen. */
export function messageIdOf(row: Pick<SentRow, "id">): string {
  return row.id.split("-", 1)[0] ?? row.id;
}

/** What sending needs beside the context. */
export interface SendingNeeds {
  readonly access: Access;
  readonly conversations: Conversations;
  readonly groups: GroupSpeech;
}

/**
 * Messages of phones to people. What a phone is told is sent, is on disk, and stays there until the server is known to
 * have dealt with it. It goes to the bare JID: a gateway hears of its users' devices too little to keep to one resource
 * (RFC 6121 section 5.1 leaves that to the client).
 */
export class Sending {
  readonly #context: BridgeContext;
  readonly #access: Access;
  readonly #groups: GroupSpeech;
  readonly #conversations: Conversations;
  readonly #settlement: Settlement;
  #prunedAt = Number.NEGATIVE_INFINITY;
  /** One after the other, so that nothing is sent again twice. */
  #resending: Promise<void> = Promise.resolve();

  constructor(context: BridgeContext, { access, conversations, groups }: SendingNeeds) {
    this.#context = context;
    this.#access = access;
    this.#groups = groups;
    this.#conversations = conversations;
    this.#settlement = new Settlement(context);
  }

  async request(session: Session, request: RequestOf<"SendMessage-Request">): Promise<Answer> {
    const text = textOf(request, session.quirks);
    const wantsReport = request.DeliveryReport === true && session.services.has("MDELIV");
    const messageId = this.#context.runtime.random.token(ID_LENGTH);
    const outcome = new Outcome("message");
    const targets = await targetsOf(this.#context, session, request.MessageInfo.Recipient, outcome);
    if (targets.length === 0 && !outcome.hasFailures)
      throw new Refusal("bad-parameter", "There is no recipient.");
    if (targets.length > MOST_RECIPIENTS)
      throw new Refusal("bad-parameter", "There are too many recipients.");
    for (const [index, target] of targets.entries()) {
      const id = index === 0 ? messageId : `${messageId}-${index + 1}`;
      await outcome.attempt(target.id, () => this.#say(session, target, { id, text, wantsReport }));
    }
    await this.#prune();
    const Result = outcome.result(session);
    const isSent = Result.Code < 300;
    return answer({ kind: "SendMessage-Response", Result, ...(isSent && { MessageID: messageId }) });
  }

  /** The stream is back: what it may have lost is sent again, with its ids, so that doubles can be told. */
  resend(): Promise<void> {
    const next = this.#resending.then(() => this.#resendAll());
    this.#resending = next.catch(() => undefined);
    return next;
  }

  async #resendAll(): Promise<void> {
    await this.#prune();
    const unsettled = await this.#context.storage.sent.unsettled();
    // What is under way now may be settled by its turn.
    const lost = unsettled.filter(({ id }) => !this.#settlement.isUnderWay(id));
    for (const row of lost) {
      if (this.#settlement.isUnderWay(row.id)) continue;
      this.#settlement.begun(row.id);
      try {
        await this.#write(row, row.sentAt);
      } catch (error) {
        this.#settlement.failed(row.id);
        if (error instanceof LinkDown) return;
        await this.#context.storage.sent.remove(row.id);
        this.#context.runtime.log.error(
          { err: error, id: row.id, user: row.user },
          "a message could not be sent again",
        );
      }
    }
    this.#settlement.caughtUp();
  }

  /** Resolves once the server has dealt with all that was sent, or the stream is gone. */
  idle(): Promise<void> {
    return this.#settlement.idle();
  }

  /** What is said in a room is on no disk, so that it counts as sent when the server has dealt with it. */
  async #say(
    session: Session,
    target: Target,
    message: { id: string; text: string; wantsReport: boolean },
  ): Promise<void> {
    switch (target.kind) {
      case "group":
        await this.#groups.say(session, target.groupId, message);
        return this.#context.xmpp.settled();
      case "occupant":
        await this.#groups.whisper(session, target.screenName, target.groupId, message);
        return this.#context.xmpp.settled();
      case "user":
        return this.#chat(session, target.jid, message);
    }
  }

  async #chat(
    session: Session,
    to: string,
    { id, text, wantsReport }: { id: string; text: string; wantsReport: boolean },
  ): Promise<void> {
    const { storage, runtime, xmpp } = this.#context;
    const user = session.user.jid;
    await checkUser(this.#context, this.#access, user, to);
    if (!xmpp.isOnline) throw new LinkDown("There is no stream to the server.");
    // In their order, however soon after a break a phone goes on.
    if (this.#settlement.isBehind) await this.resend();
    const thread = await this.#conversations.threadOf(user, to);
    const sentAt = runtime.clock.now();
    const row = {
      id,
      user,
      from: jidOf(session),
      to,
      body: text,
      thread,
      wantsReport,
      isSettled: false,
      sentAt,
    };
    this.#settlement.begun(id);
    try {
      await storage.sent.put(row);
      await this.#write(row);
    } catch (error) {
      this.#settlement.failed(id);
      await storage.sent.remove(id);
      throw error;
    }
  }

  /** @param sentAt of a message that was written earlier */
  async #write({ id, from, to, body, thread, wantsReport }: SentRow, sentAt?: number): Promise<void> {
    const chat = { id, from, to, body, thread, wantsReceipt: wantsReport };
    await this.#context.xmpp.messages.send({ ...chat, ...(sentAt !== undefined && { sentAt }) });
    this.#settlement.written(id);
  }

  async #prune(): Promise<void> {
    const now = this.#context.runtime.clock.now();
    if (now - this.#prunedAt < PRUNE_INTERVAL) return;
    this.#prunedAt = now;
    await this.#conversations.prune();
    const count = await this.#context.storage.sent.prune(now - REPORT_LIFE);
    if (count > 0) this.#context.runtime.log.info({ count }, "gave up waiting for delivery reports");
  }
}
