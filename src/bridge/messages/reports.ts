import { adaptStatus, type FieldsOf, formatAddress, statusForCondition } from "../../csp/index.js";
import type { Notice, NoticeKind, Session } from "../../handsets/index.js";
import type { SentRow } from "../../storage/index.js";
import type { IncomingReceipt, MessageError } from "../../xmpp/index.js";
import { bareJid, userIdFor } from "../addresses.js";
import type { BridgeContext } from "../context.js";
import { octetsOf } from "./content.js";
import { messageIdOf } from "./sending.js";

export const REPORT = "delivery-report";

interface Report {
  /** CSP status code. */
  readonly status: number;
  readonly messageId: string;
  /** Bare JID of the recipient. */
  readonly to: string;
  readonly size: number;
  readonly sentAt: number;
  /** When it arrived, or failed. Milliseconds since the epoch. */
  readonly at: number;
}

/** Tells phones what became of their messages, where they asked for it: once for each recipient. */
export class Reports {
  readonly #context: BridgeContext;

  constructor(context: BridgeContext) {
    this.#context = context;
  }

  readonly kind: NoticeKind = {
    render: (session, { payload }) =>
      session.services.has("MDELIV") ? this.#render(session, payload as Report) : undefined,
  };

  /** The recipient's program has shown the message (XEP-0184 section 5.2). */
  async received({ from, to, messageId }: IncomingReceipt): Promise<void> {
    const row = await this.#sent(messageId, from, to);
    if (row?.wantsReport === true) await this.#report(row, 200);
  }

  /** A message came back. */
  async bounced({ from, to, id, condition, text }: MessageError): Promise<void> {
    const row = id === undefined ? undefined : await this.#sent(id, from, to);
    const status = statusForCondition(condition, "report");
    if (row?.wantsReport === true) return this.#report(row, status);
    if (row !== undefined) await this.#context.storage.sent.remove(row.id);
    const fields = { user: bareJid(to), peer: bareJid(from), id, condition, text };
    this.#context.runtime.log.info(fields, "a message came back, and no report was asked for");
  }

  /** A message of the addressee's to the sender of the stanza: nobody else can report on it. */
  async #sent(id: string, from: string, to: string): Promise<SentRow | undefined> {
    const row = await this.#context.storage.sent.get(id);
    const isTheirs = row !== undefined && bareJid(row.to) === bareJid(from) && row.user === bareJid(to);
    return isTheirs ? row : undefined;
  }

  async #report(row: SentRow, status: number): Promise<void> {
    const now = this.#context.runtime.clock.now();
    const payload: Report = {
      status,
      messageId: messageIdOf(row),
      to: row.to,
      size: octetsOf(row.body),
      sentAt: row.sentAt,
      at: now,
    };
    const notice: Notice = {
      id: `report-${row.id}`,
      user: row.user,
      kind: REPORT,
      payload,
      createdAt: now,
      durable: true,
    };
    await this.#context.handsets.outbox.post(notice);
    await this.#context.storage.sent.remove(row.id);
  }

  #render(
    session: Session,
    report: Report,
  ): { kind: "DeliveryReport-Request" } & FieldsOf<"DeliveryReport-Request"> {
    const recipient = userIdFor(session, report.to, this.#context.space);
    return {
      kind: "DeliveryReport-Request",
      Result: { Code: adaptStatus(report.status, session.version) },
      ...(report.status === 200 && { DeliveryTime: new Date(report.at) }),
      MessageInfo: {
        MessageID: report.messageId,
        ContentType: "text/plain",
        ContentSize: report.size,
        Recipient: { User: [{ UserID: recipient }] },
        Sender: { User: { UserID: formatAddress(session.user, session.style) } },
        DateTime: new Date(report.sentAt),
      },
    };
  }
}
