import type { LetterKinds } from "../../../src/bridge/messages/ports.js";
import type { NoticeKinds } from "../../../src/handsets/index.js";

/** Delivers letters as pushed messages, with no more than these tests look at. */
export function messagesFor(letters: LetterKinds): NoticeKinds {
  return Object.fromEntries(
    Object.entries(letters).map(([kind, { letter }]) => [
      kind,
      {
        async render(session, notice) {
          const read = await letter(session, notice);
          if (read === undefined) return undefined;
          const { sender: Sender, recipient: Recipient, text } = read;
          const MessageInfo = { MessageID: notice.id, ContentSize: text.length, Sender, Recipient };
          return { kind: "NewMessage", MessageInfo, ContentData: text };
        },
      } satisfies NoticeKinds[string],
    ]),
  );
}
