import { ALL_SERVERS, FORMS, Stage, TEXTS, wv } from "../support/e2e/index.js";
import type { Handset, SendOptions } from "../support/handset/index.js";
import type { JabberUser } from "../support/jabber/index.js";

interface FormedPhone {
  /** Version and syntax. */
  readonly form: string;
  readonly alice: Handset;
}

function phonesOf(stage: Stage, forms = FORMS): Promise<readonly FormedPhone[]> {
  return Promise.all(
    forms.map(async (form) => ({
      form: `${form.version} in ${form.syntax}`,
      alice: await stage.phone(form),
    })),
  );
}

/** What each phone brings about, by form. */
async function byForm<T>(
  phones: readonly FormedPhone[],
  each: (alice: Handset) => Promise<T>,
): Promise<Record<string, T>> {
  return Object.fromEntries(
    await Promise.all(phones.map(async ({ form, alice }) => [form, await each(alice)])),
  ) as Record<string, T>;
}

const everywhere = <T>(phones: readonly FormedPhone[], value: T) =>
  Object.fromEntries(phones.map(({ form }) => [form, value]));

/** The flavours of Prosody treat texts alike, so one of them gets the oldest and the newest phones alone. */
const SCENES = ALL_SERVERS.map((name) => ({
  name,
  forms: name === "Prosody" ? FORMS.filter((_, index) => index === 0 || index === FORMS.length - 1) : FORMS,
}));

describe.each(SCENES)(
  "texts between phones of each version and syntax and Jabber users, on $name",
  ({ name, forms }) => {
    let stage: Stage;
    let bob: JabberUser;
    let phones: readonly FormedPhone[];
    beforeAll(async () => {
      stage = await Stage.open(name);
      bob = await stage.jabber();
      phones = await phonesOf(stage, forms);
    }, 60_000);
    afterAll(() => stage.close());

    const sendAndHear = async (alice: Handset, text: string, options: SendOptions = {}) => {
      await alice.sendMessage(wv(bob), text, options);
      return (await bob.next("chat", ({ from }) => from.startsWith(`${stage.jidOf(alice)}/`))).body;
    };

    test.each(Object.entries(TEXTS))("%s", async (_, text) => {
      const heard = await byForm(phones, (alice) => sendAndHear(alice, text));
      expect(heard).toEqual(everywhere(phones, text));
      const shown = await byForm(phones, async (alice) => {
        await bob.chat(stage.jidOf(alice), text);
        return (await alice.next("NewMessage")).ContentData;
      });
      expect(shown).toEqual(everywhere(phones, text));
    });

    test("a text with control characters goes without them", async () => {
      const octets = Buffer.from("one\u0001 two\u007f three\u001b").toString("base64");
      const heard = await byForm(phones, (alice) => sendAndHear(alice, octets, { encoding: "BASE64" }));
      expect(heard).toEqual(everywhere(phones, "one two three"));
    });

    test.each([
      ["nothing", ""],
      ["spaces", "  \n "],
    ])("%s is no message: 402", async (_, text) => {
      const refused = await byForm(phones, (alice) =>
        alice.sendMessage(wv(bob), text).catch((error: { status: unknown }) => error.status),
      );
      expect(refused).toEqual(everywhere(phones, 402));
    });
  },
);

describe("texts from phone to phone", () => {
  let stage: Stage;
  let phones: readonly FormedPhone[];
  beforeAll(async () => {
    stage = await Stage.open("Prosody");
    phones = await phonesOf(stage);
  }, 60_000);
  afterAll(() => stage.close());

  test.each(Object.entries(TEXTS))("%s", async (_, text) => {
    const peer = await stage.phone({ version: "1.2" });
    const heard = await byForm(phones, async (alice) => {
      await alice.sendMessage(peer.userId, text);
      const isHers = ({ MessageInfo }: { MessageInfo: { Sender: { User?: { UserID: string } } } }) =>
        MessageInfo.Sender.User?.UserID === alice.userId;
      return (await peer.next("NewMessage", { where: isHers })).ContentData;
    });
    expect(heard).toEqual(everywhere(phones, text));
    const shown = await byForm(phones, async (alice) => {
      await peer.sendMessage(alice.userId, text);
      return (await alice.next("NewMessage")).ContentData;
    });
    expect(shown).toEqual(everywhere(phones, text));
  });
});
