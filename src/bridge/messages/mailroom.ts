import type { FieldsOf, KnownContent } from "../../csp/index.js";
import {
  type Answer,
  answer,
  type Notice,
  type NoticeKind,
  type NoticeKinds,
  ok,
  Refusal,
  type RequestOf,
  type Session,
} from "../../handsets/index.js";
import type { BridgeContext } from "../context.js";
import { parsableText, withItems } from "../fitting.js";
import { Outcome } from "../outcome.js";
import { octetsOf } from "./content.js";
import type { Letter, LetterKind, LetterKinds } from "./ports.js";

type MessageInfo = FieldsOf<"NewMessage">["MessageInfo"];

/** Octets of a text that every phone is taken to accept, and below which it is not cut. */
const SHORTEST = 160;

/** A message as one phone gets it. */
interface Written {
  readonly info: MessageInfo;
  readonly text: string;
}

/**
 * Brings letters to phones: pushed (NewMessage), or announced (MessageNotification), listed, fetched and rejected. A
 * text that is longer than the phone said it takes is cut, and shows it: of the phones known here, none splits or fetches
 * in parts, and S60 never answers an announcement. What no phone of the user's takes in any length goes back.
 */
export class Mailroom {
  readonly #context: BridgeContext;
  readonly #kinds: LetterKinds;
  /** What has been told by announcement only, and is not settled: SessionIDs by notice id. */
  readonly #announced = new Map<string, Set<string>>();

  constructor(context: BridgeContext, kinds: LetterKinds) {
    this.#context = context;
    this.#kinds = kinds;
  }

  get notices(): NoticeKinds {
    return Object.fromEntries(
      Object.entries(this.#kinds).map(([name, kind]) => [name, this.#noticeKind(kind)]),
    );
  }

  sessionEnded(session: Session): void {
    for (const [id, sessions] of this.#announced)
      if (sessions.delete(session.id) && sessions.size === 0) this.#announced.delete(id);
  }

  async list(session: Session, request: RequestOf<"GetMessageList-Request">): Promise<Answer> {
    if (request.GroupID !== undefined) throw new Refusal("history-not-supported");
    const written: MessageInfo[] = [];
    for (const notice of await this.#waiting(session)) {
      const letter = await this.#write(session, notice);
      if (letter !== undefined) written.push(letter.info);
    }
    const shown = written.slice(0, request.MessageCount ?? written.length);
    const content = withItems(session, shown, (MessageInfo) =>
      session.version === "1.3"
        ? {
            kind: "GetMessageList-Response",
            MessageInfoList: { MessageInfo },
            MessageTotalCount: written.length,
          }
        : { kind: "GetMessageList-Response", MessageInfo },
    );
    return answer(content);
  }

  async fetch(session: Session, { MessageID }: RequestOf<"GetMessage-Request">): Promise<Answer> {
    const { notice } = await this.#find(session, MessageID);
    const letter = await this.#write(session, notice);
    if (letter === undefined) throw new Refusal("unknown-message");
    return answer({ kind: "GetMessage-Response", MessageInfo: letter.info, ContentData: letter.text });
  }

  /** The phone has what it fetched. */
  async delivered(session: Session, { MessageID }: RequestOf<"MessageDelivered">): Promise<Answer> {
    const { notice, kind } = await this.#find(session, MessageID);
    if (await this.#withdraw(notice)) await kind.delivered?.(session, notice);
    return ok();
  }

  async reject(session: Session, { MessageID: ids }: RequestOf<"RejectMessage-Request">): Promise<Answer> {
    const outcome = new Outcome("message");
    for (const id of ids)
      await outcome.attempt({ MessageID: [id] }, async () => {
        const { notice, kind } = await this.#find(session, id);
        if (await this.#withdraw(notice))
          await kind.refused?.(session, notice, new Refusal("message-rejected").status);
      });
    return answer({ kind: "Status", Result: outcome.result(session) });
  }

  #withdraw({ id }: Notice): Promise<boolean> {
    this.#announced.delete(id);
    return this.#context.handsets.outbox.withdraw(id);
  }

  async #find(session: Session, id: string): Promise<{ notice: Notice; kind: LetterKind }> {
    const notice = await this.#context.handsets.outbox.find(id);
    const kind = notice && this.#kinds[notice.kind];
    const isMeant = notice?.user === session.user.jid && (notice.session ?? session.id) === session.id;
    if (kind === undefined || notice === undefined || !isMeant) throw new Refusal("unknown-message");
    return { notice, kind };
  }

  async #waiting(session: Session): Promise<readonly Notice[]> {
    const waiting = await this.#context.handsets.outbox.waiting(session.user.jid);
    return waiting.filter(
      (notice) => this.#kinds[notice.kind] !== undefined && (notice.session ?? session.id) === session.id,
    );
  }

  #noticeKind(kind: LetterKind): NoticeKind {
    return {
      render: (session, notice) => this.#render(kind, session, notice),
      answered: (session, notice, content) => this.#answered(kind, session, notice, content),
      lapsed: async (notice, why) => {
        this.#announced.delete(notice.id);
        await kind.lapsed?.(notice, why);
      },
    };
  }

  async #render(kind: LetterKind, session: Session, notice: Notice): Promise<KnownContent | undefined> {
    const letter = await kind.letter(session, notice);
    if (letter === undefined) return undefined;
    const written = this.#fit(session, notice, letter);
    if (written === undefined) return this.#sendBack(kind, session, notice, letter);
    const announces =
      session.delivery === "notify" && session.services.has("NOTIF") && session.services.has("GETM");
    if (!announces) return pushed(written);
    const announced = this.#announced.get(notice.id) ?? new Set();
    this.#announced.set(notice.id, announced.add(session.id));
    return { kind: "MessageNotification", MessageInfo: written.info };
  }

  async #sendBack(kind: LetterKind, session: Session, notice: Notice, letter: Letter): Promise<undefined> {
    const { handsets } = this.#context;
    const phones = handsets.sessionsOf(notice.user);
    if (phones.some((phone) => this.#fit(phone, notice, letter) !== undefined)) return;
    if (await this.#withdraw(notice))
      await kind.refused?.(session, notice, new Refusal("response-too-large").status);
  }

  async #answered(
    kind: LetterKind,
    session: Session,
    notice: Notice,
    content: KnownContent,
  ): Promise<"settled" | "keep"> {
    const status = content.kind === "Status" ? content.Result.Code : 200;
    if (content.kind === "Status" && this.#announced.get(notice.id)?.has(session.id) === true) return "keep";
    this.#announced.delete(notice.id);
    if (status < 300) await kind.delivered?.(session, notice);
    else await kind.refused?.(session, notice, status);
    return "settled";
  }

  async #write(session: Session, notice: Notice): Promise<Written | undefined> {
    const letter = await this.#kinds[notice.kind]?.letter(session, notice);
    return letter && this.#fit(session, notice, letter);
  }

  /** Undefined where the phone's parser takes too little. */
  #fit(session: Session, notice: Notice, letter: Letter): Written | undefined {
    const write = (text: string): Written => ({ info: infoOf(notice, letter, text), text });
    const lengths = {
      longest: Math.max(SHORTEST, session.capabilities.acceptedContentLength),
      shortest: SHORTEST,
    };
    const text = parsableText(session, letter.text, lengths, (cut) => pushed(write(cut)));
    return text === undefined ? undefined : write(text);
  }
}

function pushed({ info, text }: Written): KnownContent {
  return { kind: "NewMessage", MessageInfo: info, ContentData: text };
}

function infoOf({ id }: Notice, { recipient, sender, sentAt }: Letter, text: string): MessageInfo {
  return {
    MessageID: id,
    ContentType: "text/plain",
    ContentSize: octetsOf(text),
    Recipient: recipient,
    Sender: sender,
    DateTime: new Date(sentAt),
  };
}
