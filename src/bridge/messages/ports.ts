import type { FieldsOf } from "../../csp/index.js";
import type { Notice, Session } from "../../handsets/index.js";

/** A text that a phone wants to have said. */
export interface SpokenText {
  /** MessageID, and the id of the stanza. */
  readonly id: string;
  readonly text: string;
}

/** What messages need of the groups: a recipient of SendMessage-Request may be one. */
export interface GroupSpeech {
  /** @throws Refusal, StanzaError, LinkDown */
  say(session: Session, groupId: string, message: SpokenText): Promise<void>;
  /** To one occupant alone. @throws Refusal, StanzaError, LinkDown */
  whisper(session: Session, screenName: string, groupId: string, message: SpokenText): Promise<void>;
}

type MessageInfo = FieldsOf<"NewMessage">["MessageInfo"];

/** A message for a phone, before it is known whether it is pushed, announced or fetched. */
export interface Letter {
  readonly sender: MessageInfo["Sender"];
  readonly recipient: MessageInfo["Recipient"];
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
}

/** A kind of notice that is a message to the phone's owner: the MessageID is the notice's id. */
export interface LetterKind {
  /** Undefined: this session is not to have it. */
  letter(session: Session, notice: Notice): Letter | undefined | Promise<Letter | undefined>;
  /** A phone has acknowledged it (MessageDelivered). */
  delivered?(session: Session, notice: Notice): Promise<void>;
  /** A phone refused it. @param status CSP status code */
  refused?(session: Session, notice: Notice, status: number): Promise<void>;
  readonly lapsed?: (notice: Notice, why: "expired" | "session-ended" | "overflow") => Promise<void>;
}

/**
 * Kinds of other topics that are delivered as messages are: the messages topic makes `NoticeKind`s of them, and lists,
 * fetches and rejects them with its own. By name of the kind.
 */
export type LetterKinds = Readonly<Record<string, LetterKind>>;
