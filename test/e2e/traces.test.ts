import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Hamlet, startHamlet } from "../support/hamlet.js";
import { Handset } from "../support/handset/index.js";
import { type ReplayStep, replay } from "../support/handset/replay.js";
import { startProsody, type XmppServer } from "../support/servers/index.js";

const TRACES = fileURLToPath(new URL("../../../shared/traces", import.meta.url));
const PASSWORD = "secret";
/** What the server asked in each walk through all functions, and the client acknowledged. */
const ASKED = ["InviteUser-Request", "NewMessage", "PresenceNotification-Request"] as const;
/**
 * By trace: which requests are rightly refused. The client deletes a group that it does not own; and plain text has no
 * form for the list of the blocked, which the client takes for a missing function.
 */
const TRACES_REPLAYED = [
  ["1.1-XML", { "070-DeleteGroup-Request.xml": 816 }, ASKED],
  ["1.2-WBXML", { "072-DeleteGroup-Request.wbxml": 816 }, ASKED],
  ["1.3-WBXML", { "073-DeleteGroup-Request.wbxml": 816 }, ASKED],
  ["1.2-PTS", { "007-GetBlockedList-Request.txt": 501 }, ["PresenceNotification-Request"]],
] as const;

/** Does what the user bob of the traces did when alice wrote him an order, and sends all other texts back. */
class Bob {
  readonly #phone: Handset;
  readonly #carol: Handset;
  readonly #den: string;

  /** @param den the group to which he invites, and which he is in */
  constructor(phone: Handset, carol: Handset, den: string) {
    this.#phone = phone;
    this.#carol = carol;
    this.#den = den;
  }

  async react({ request, status }: ReplayStep): Promise<void> {
    if (request.kind !== "SendMessage-Request" || status !== 200) return;
    if (request.MessageInfo.Recipient.User?.[0]?.UserID !== "wv:bob") return;
    const { ContentData: text = "" } = await this.#phone.next("NewMessage");
    if (text === "!invite") await this.#phone.invite("wv:alice", { group: this.#den });
    else if (text === "!auth") await this.#carol.subscribe("wv:alice");
    else if (!text.startsWith("!")) await this.#phone.sendMessage("wv:alice", text);
  }
}

interface Setting {
  readonly server: XmppServer;
  readonly hamlet: Hamlet;
}

async function setUp(): Promise<Setting> {
  const server = await startProsody();
  const names = ["alice", "bob", "carol", "erin", "mallory"];
  const accounts = Object.fromEntries(names.map((name) => [name, PASSWORD]));
  return { server, hamlet: await startHamlet({ server, accounts }) };
}

const isRefused = ({ status = 200, answer }: ReplayStep) =>
  Math.floor(status / 100) !== 2 && !(answer?.kind === "Login-Response" && answer.Nonce !== undefined);

/** The statuses that say no, by file. */
function refusals(steps: readonly ReplayStep[]): Readonly<Record<string, number | undefined>> {
  return Object.fromEntries(steps.filter(isRefused).map(({ name, status }) => [name, status]));
}

const describeTraces = existsSync(TRACES) ? describe : describe.skip;
if (!existsSync(TRACES)) console.warn(`No traces of a real client in ${TRACES}: not replayed`);

describeTraces("what Android's IM application sent", () => {
  const stage: { setting?: Setting } = {};

  beforeAll(async () => {
    stage.setting = await setUp();
    const alice = await Handset.loggedIn({
      url: stage.setting.hamlet.imps,
      userId: "wv:alice",
      password: PASSWORD,
    });
    await alice.createList("wv:alice/work", { "wv:bob": "Bob" });
    await alice.createList("wv:alice/friends", { "wv:carol": "Carol" });
    await alice.logout();
    alice.close();
  });

  afterAll(async () => {
    await stage.setting?.hamlet.close();
    await stage.setting?.server.close();
  });

  test.each(TRACES_REPLAYED)("%s is answered as a client needs it", async (trace, refused, asked) => {
    const url = stage.setting?.hamlet.imps ?? "";
    const phoneOf = (name: string) =>
      Handset.loggedIn({ url, userId: `wv:${name}`, password: PASSWORD, pollEvery: 20 });
    const [phone, carol] = [await phoneOf("bob"), await phoneOf("carol")];
    const suffix = trace.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
    const [den, room] = [`wv:bob/den${suffix}`, `wv:bob/room${suffix}`];
    for (const group of [den, room]) await phone.createGroup(group, "bob", { Accesstype: "Open" });
    const bob = new Bob(phone, carol, den);
    const steps = await replay({
      folder: `${TRACES}/${trace}`,
      url,
      password: PASSWORD,
      texts: { "wv:bob/room": room },
      answered: (step) => bob.react(step),
    });
    expect(refusals(steps)).toEqual(refused);
    expect(steps.map(({ answer }) => answer?.kind)).toEqual(expect.arrayContaining([...asked]));
    phone.close();
    carol.close();
  });
});
