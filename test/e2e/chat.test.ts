import { ALL_SERVERS, FORMS, Stage, TEXTS, wv } from "../support/e2e/index.js";
import type { Handset } from "../support/handset/index.js";
import type { JabberUser } from "../support/jabber/index.js";

describe.each(ALL_SERVERS)("texts between phones and Jabber users, on %s", (server) => {
  let stage: Stage;
  let bob: JabberUser;
  let phones: readonly { readonly form: string; readonly alice: Handset }[];
  beforeAll(async () => {
    stage = await Stage.open(server);
    bob = await stage.jabber();
    phones = await Promise.all(
      FORMS.map(async (form) => ({
        form: `${form.version} in ${form.syntax}`,
        alice: await stage.phone(form),
      })),
    );
  });
  afterAll(() => stage.close());

  const everywhere = (text: string) => Object.fromEntries(phones.map(({ form }) => [form, text]));

  test.each(Object.entries(TEXTS))("%s: from phones of each version and syntax", async (_, text) => {
    const arrived: Record<string, string> = {};
    for (const { form, alice } of phones) {
      await alice.sendMessage(wv(bob), text);
      arrived[form] = (await bob.next("chat", ({ from }) => from.startsWith(stage.jidOf(alice)))).body;
    }
    expect(arrived).toEqual(everywhere(text));
  });

  test.each(Object.entries(TEXTS))("%s: to phones of each version and syntax", async (_, text) => {
    const arrived: Record<string, string | undefined> = {};
    for (const { form, alice } of phones) {
      await bob.chat(stage.jidOf(alice), text);
      arrived[form] = (await alice.next("NewMessage")).ContentData;
    }
    expect(arrived).toEqual(everywhere(text));
  });

  test.each(Object.entries(TEXTS))("%s: from phone to phone", async (_, text) => {
    const [older, newer] = [phones[0]?.alice, phones.at(-1)?.alice];
    if (older === undefined || newer === undefined) throw new Error("There are no phones");
    await older.sendMessage(newer.userId, text);
    expect(await newer.next("NewMessage")).toMatchObject({
      ContentData: text,
      MessageInfo: { Sender: { User: { UserID: older.userId } } },
    });
    await newer.sendMessage(older.userId, text);
    expect(await older.next("NewMessage")).toMatchObject({ ContentData: text });
  });
});
