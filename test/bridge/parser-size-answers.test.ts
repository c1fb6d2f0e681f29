import type { KnownContent } from "../../src/csp/index.js";
import type { Session } from "../../src/handsets/index.js";
import type { PhoneOptions } from "../support/bridge/handsets.js";
import { octetsFor } from "../support/bridge/octets.js";
import { openPeople } from "../support/bridge/people.js";

const LIST = "wv:alice/friends";
const PHONE: PhoneOptions = { syntax: "xml", capabilities: { parserSize: 32_767 } };
const TOO_LARGE = 432;

type Answer = Extract<KnownContent, { kind: "GetPresence-Response" | "ListManage-Response" }>;

const jids = (count: number) => Array.from({ length: count }, (_, index) => `friend${index}@example.net`);

/** A phone of Alice's with so many contacts, who all show her their presence. */
async function withContacts(count: number, options = PHONE) {
  const people = await openPeople();
  for (const contact of jids(count)) await people.relate("both", { contact });
  await people.list(...jids(count));
  const session = await people.bench.login("wv:alice", options);
  return { session, ask: (request: KnownContent) => people.bench.request(session, request) };
}

/** What a phone gets, who is in it, and who is only named as left out. */
function read(session: Session, answer: KnownContent) {
  const { Result, ...rest } = answer as Answer;
  const shown = "Presence" in rest ? rest.Presence : "NickList" in rest ? rest.NickList?.NickName : [];
  const unsaid = Result.DetailedResult?.filter(({ Code }) => Code === TOO_LARGE) ?? [];
  return {
    code: Result.Code,
    octets: octetsFor(session, answer),
    shown: (shown ?? []).map(({ UserID = "" }) => UserID),
    unsaid: unsaid.flatMap(({ UserID = [] }) => UserID),
  };
}

describe.each<[string, number, KnownContent]>([
  ["presence", 120, { kind: "GetPresence-Request", ContactList: [LIST] }],
  ["a contact list", 500, { kind: "ListManage-Request", ContactList: LIST }],
])("a phone that reads %s of %d contacts", (_what, count, request) => {
  test("gets as many as it can parse, and the ids of the others", async () => {
    const { session, ask } = await withContacts(count);
    const { code, octets, shown, unsaid } = read(session, await ask(request));
    expect(code).toBe(201);
    expect(octets).toBeLessThanOrEqual(32_767);
    expect(octets).toBeGreaterThan(31_500);
    expect([...shown, ...unsaid].sort()).toEqual(
      jids(count)
        .map((jid) => `wv:${jid}`)
        .sort(),
    );
  });

  test("gets as many as it can parse and 200, where it takes partial success for failure", async () => {
    const { session, ask } = await withContacts(count, { ...PHONE, quirks: ["partial-is-failure"] });
    const { code, octets, unsaid } = read(session, await ask(request));
    expect({ code, unsaid }).toEqual({ code: 200, unsaid: [] });
    expect(octets).toBeLessThanOrEqual(32_767);
    expect(octets).toBeGreaterThan(31_500);
  });

  test("gets all in WBXML, where they fit", async () => {
    const options = { capabilities: { parserSize: 65_535 } };
    const { session, ask } = await withContacts(count, options);
    const { code, shown } = read(session, await ask(request));
    expect({ code, count: shown.length }).toEqual({ code: 200, count });
  });
});

test("a phone gets as many of those who watch its user as it can parse", async () => {
  const { session, ask } = await withContacts(200, { ...PHONE, capabilities: { parserSize: 4096 } });
  const answer = await ask({ kind: "GetWatcherList-Request" });
  expect(octetsFor(session, answer)).toBeLessThanOrEqual(4096);
  expect(octetsFor(session, answer)).toBeGreaterThan(3800);
});

test("a phone gets its own presence even where it once published a picture that is too long for it", async () => {
  const { session, ask } = await withContacts(0);
  const StatusContent = { Qualifier: true, DirectContent: "QUJD".repeat(10_000), ContentType: "image/png" };
  const StatusText = { Qualifier: true, PresenceValue: "here" };
  await ask({ kind: "UpdatePresence-Request", PresenceSubList: { StatusContent, StatusText } });
  const answer = await ask({ kind: "GetPresence-Request", User: [{ UserID: "wv:alice" }] });
  expect(answer).toMatchObject({
    Result: { Code: 200 },
    Presence: [{ PresenceSubList: [{ StatusContent: { Qualifier: false }, StatusText }] }],
  });
  expect(octetsFor(session, answer)).toBeLessThanOrEqual(32_767);
});
