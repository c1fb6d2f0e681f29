import type { GenericElement } from "./generic.js";
import type { Content, Message, SessionType, Transaction, TransactionMode } from "./message.js";
import { TAGS, type Tag } from "./schema/registry.js";
import type { Syntax, Version } from "./version.js";

export type Draft<T> = { -readonly [K in keyof T]: T[K] };

interface TransactionDraft extends Partial<Draft<Omit<Transaction, "extBlocks">>> {
  extBlocks?: GenericElement[];
}

type Put = (draft: EnvelopeDraft, value: unknown) => void;

/** Which element of the envelope says what; those that are not here only hold others. */
const PUTS: Readonly<Record<string, Put>> = {
  SessionType: (draft, value) => {
    draft.sessionType = value as SessionType;
  },
  SessionID: (draft, value) => {
    draft.sessionId = value as string;
  },
  TransactionMode: (draft, value) => {
    draft.transaction.mode = value as TransactionMode;
  },
  TransactionID: (draft, value) => {
    draft.transaction.transactionId = value as string;
    draft.firstTransactionId ??= value as string;
  },
  // 1.1 has the flag in a transaction, later versions in the session.
  Poll: (draft, value) => {
    draft.poll ??= value as boolean;
  },
  CIR: (draft, value) => {
    draft.cir = value as boolean;
  },
  ExtBlock: (draft, value) => {
    draft.transaction.extBlocks ??= [];
    draft.transaction.extBlocks.push(value as GenericElement);
  },
};

const putByTag: readonly (Put | undefined)[] = TAGS.map(({ name }) => PUTS[name]);

/** What stands around the primitives of a message, gathered while it is read. */
export class EnvelopeDraft {
  sessionType: SessionType = "Inband";
  sessionId: string | undefined;
  poll: boolean | undefined;
  cir: boolean | undefined;
  /** The first TransactionID, known as soon as it was read: an error later on can be answered with it. */
  firstTransactionId: string | undefined;
  /** The transaction that is being read. */
  transaction: TransactionDraft = {};
  #further: TransactionDraft[] | undefined;
  #first: TransactionDraft | undefined;

  beginTransaction(): void {
    if (this.#first === undefined) {
      this.#first = this.transaction;
      return;
    }
    this.transaction = {};
    this.#further ??= [];
    this.#further.push(this.transaction);
  }

  put(tag: Tag, value: unknown): void {
    putByTag[tag.id]?.(this, value);
  }

  /** The message, in the order in which a person reads it. The schema has seen to it that all is there. */
  message(version: Version, syntax: Syntax): Draft<Message> {
    const { mode, transactionId, content, extBlocks } = this.#first ?? this.transaction;
    const head: Partial<Draft<Message>> = { version, syntax, sessionType: this.sessionType };
    if (this.sessionId !== undefined) head.sessionId = this.sessionId;
    head.mode = mode as TransactionMode;
    if (transactionId !== undefined) head.transactionId = transactionId;
    head.content = content as Content;
    const message = head as Draft<Message>;
    if (extBlocks !== undefined) message.extBlocks = extBlocks;
    if (this.poll !== undefined) message.poll = this.poll;
    if (this.cir !== undefined) message.cir = this.cir;
    if (this.#further !== undefined) message.further = this.#further as readonly Transaction[];
    return message;
  }
}
