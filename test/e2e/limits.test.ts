import { readFileSync } from "node:fs";
import { decode, encode, type KnownContent, type OutgoingMessage } from "../../src/csp/index.js";
import { Stage, wv } from "../support/e2e/index.js";
import { type Handset, RawConnection } from "../support/handset/index.js";

const FOLDER = new URL("../csp/documents/hostile/", import.meta.url);
const { files } = JSON.parse(readFileSync(new URL("expected.json", FOLDER), "utf8")) as {
  readonly files: readonly { readonly file: string }[];
};
const WBXML = "application/vnd.wv.csp.wbxml";
const XML = "application/vnd.wv.csp.xml";
const LOGIN = {
  kind: "Login-Request",
  UserID: "wv:nobody",
  ClientID: { URL: "http://hostile.example/" },
  Password: "secret",
  TimeToLive: 600,
  SessionCookie: "cookie",
} as const;

interface Reply {
  readonly http: number;
  /** The status code in the answer. */
  readonly code: number | undefined;
  readonly content: KnownContent | undefined;
}

describe("what is hostile, broken or out of order", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open("Prosody");
  }, 60_000);
  afterEach(() => stage.clear());
  afterAll(() => stage.close());

  async function send(body: Uint8Array | string, type = WBXML, method = "POST"): Promise<Reply> {
    const response = await fetch(stage.hamlet.imps, {
      method,
      headers: { "content-type": type },
      ...(method === "POST" && { body }),
    });
    const octets = new Uint8Array(await response.arrayBuffer());
    const content = octets.length === 0 ? undefined : decode(octets).content;
    if (content?.kind === "Unknown") throw new Error("An answer of an unknown kind");
    const code = content !== undefined && "Result" in content ? content.Result?.Code : undefined;
    return { http: response.status, code, content };
  }

  const write = (message: Partial<OutgoingMessage> & { readonly content: KnownContent }) =>
    encode(
      { sessionType: "Outband", mode: "Request", transactionId: "7", ...message },
      { syntax: "wbxml", version: "1.2" },
    );
  const within = (phone: Handset, content: KnownContent) =>
    write({ sessionType: "Inband", sessionId: phone.sessionId, content });
  const xmlOf = (content: string, session = "") =>
    `<WV-CSP-Message xmlns="http://www.openmobilealliance.org/DTD/WV-CSP1.2"><Session><SessionDescriptor>` +
    `<SessionType>${session ? "Inband" : "Outband"}</SessionType>${session && `<SessionID>${session}</SessionID>`}` +
    `</SessionDescriptor><Transaction><TransactionDescriptor><TransactionMode>Request</TransactionMode>` +
    `<TransactionID>7</TransactionID></TransactionDescriptor>` +
    `<TransactionContent xmlns="http://www.openmobilealliance.org/DTD/WV-TRC1.2">${content}</TransactionContent>` +
    `</Transaction></Session></WV-CSP-Message>`;

  /** Whoever speaks to Hamlet meanwhile notices nothing. */
  async function chats(): Promise<void> {
    const [alice, bob] = [await stage.phone(), await stage.jabber()];
    await alice.sendMessage(wv(bob), "Hello");
    expect((await bob.next("chat")).body).toBe("Hello");
    await bob.chat(stage.jidOf(alice), "Hello too");
    expect((await alice.next("NewMessage")).ContentData).toBe("Hello too");
  }

  test.each(files)("$file is refused", async ({ file }) => {
    const { http, code } = await send(readFileSync(new URL(file, FOLDER)));
    if (http === 200) expect(code).toBeGreaterThanOrEqual(400);
    else expect(http).toBe(400);
  });

  test.each<[string, number, Uint8Array | string, string]>([
    ["nothing", 400, "", WBXML],
    ["text", 400, "Hello?", XML],
    ["XML that is not closed", 400, "<WV-CSP-Message><Session>", XML],
    ["other XML", 400, "<html/>", XML],
    ["another content type", 415, "{}", "application/json"],
    ["more than a megabyte", 413, new Uint8Array(1_048_577), WBXML],
    ["a form", 415, "a=b", "application/x-www-form-urlencoded"],
  ])("%s: HTTP %i", async (_, status, body, type) => {
    expect((await send(body, type)).http).toBe(status);
  });

  test("a document with declarations is refused, and its entities are never looked at", async () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"> ]>${xmlOf("<Polling-Request/>")}`;
    expect(await send(bomb, XML)).toMatchObject({ http: 200, code: 400 });
    const outside = `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>${xmlOf("<Login-Request><UserID>&a;</UserID></Login-Request>")}`;
    expect(await send(outside, XML)).toMatchObject({ http: 200, code: 400 });
  });

  test("another method: HTTP 405", async () => {
    expect((await send("", XML, "GET")).http).toBe(405);
  });

  test.each<[string, number, KnownContent]>([
    ["a login of nobody", 409, LOGIN],
    ["a request outside of a session", 604, { kind: "GetList-Request" }],
    ["a poll outside of a session", 604, { kind: "Polling-Request" }],
    ["a logout outside of a session", 604, { kind: "Logout-Request" }],
    ["a Status that answers nothing", 604, { kind: "Status", Result: { Code: 200 } }],
  ])("%s: %i", async (_, code, content) => {
    expect(await send(write({ content }))).toMatchObject({ http: 200, code });
  });

  test.each(["x".repeat(32), "", "<&>", "wv:alice1"])(
    "a request in a session that is none (%j): 604",
    async (sessionId) => {
      const content = { kind: "KeepAlive-Request" } as const;
      expect(await send(write({ sessionType: "Inband", sessionId, content }))).toMatchObject({
        http: 200,
        code: 604,
      });
    },
  );

  describe("in a session", () => {
    test.each<[string, number, KnownContent]>([
      ["an answer of the server's", 405, { kind: "SendMessage-Response", Result: { Code: 200 } }],
      ["a server's request", 405, { kind: "PresenceNotification-Request", Presence: [{ UserID: "wv:x" }] }],
      [
        "an invitation that is unknown",
        423,
        { kind: "InviteUser-Response", InviteID: "x", Acceptance: true },
      ],
      ["a message that is unknown", 426, { kind: "GetMessage-Request", MessageID: "x" }],
      ["a delivery of a message that is unknown", 426, { kind: "MessageDelivered", MessageID: "x" }],
      ["an address that is none", 901, { kind: "SubscribePresence-Request", User: [{ UserID: "wv:@" }] }],
      ["a list that is unknown", 700, { kind: "DeleteList-Request", ContactList: "wv:nobody/list" }],
      ["a group that is none", 808, { kind: "LeaveGroup-Request", GroupID: "wv:/none@rooms.localhost" }],
    ])("%s: %i", async (_, code, content) => {
      const alice = await stage.phone();
      expect(await send(within(alice, content))).toMatchObject({ http: 200, code });
      expect(await alice.keepAlive()).toMatchObject({ Result: { Code: 200 } });
    });

    test.each([
      ["an unknown primitive", 405, "<Dance-Request/>"],
      ["a request without what it needs", 402, "<SendMessage-Request/>"],
      ["a number that is none", 402, "<KeepAlive-Request><TimeToLive>soon</TimeToLive></KeepAlive-Request>"],
    ])("%s: %i, with the TransactionID", async (_, code, content) => {
      const alice = await stage.phone({ syntax: "xml" });
      const response = await fetch(stage.hamlet.imps, {
        method: "POST",
        headers: { "content-type": XML },
        body: xmlOf(content, alice.sessionId),
      });
      const answer = decode(new Uint8Array(await response.arrayBuffer()));
      expect(answer).toMatchObject({
        transactionId: "7",
        content: { kind: "Status", Result: { Code: code } },
      });
      expect(await alice.keepAlive()).toMatchObject({ Result: { Code: 200 } });
    });

    test("a text that is too long for a stanza: 507, and the session goes on", async () => {
      const alice = await stage.phone();
      await expect(alice.sendMessage("wv:bob@localhost", "x".repeat(70_000))).rejects.toMatchObject({
        status: 507,
      });
      await chats();
    });

    test("a request that is sent twice is carried out once", async () => {
      const [alice, bob] = [await stage.phone(), await stage.jabber()];
      const body = within(alice, {
        kind: "SendMessage-Request",
        DeliveryReport: false,
        MessageInfo: {
          ContentType: "text/plain",
          ContentSize: 4,
          Recipient: { User: [{ UserID: wv(bob) }] },
          Sender: { User: { UserID: alice.userId } },
        },
        ContentData: "once",
      });
      const [one, two] = await Promise.all([send(body), send(body)]);
      expect(two).toEqual(one);
      await alice.sendMessage(wv(bob), "that is all");
      await bob.next("chat", ({ body: text }) => text === "that is all");
      expect(bob.waiting("chat").map(({ body: text }) => text)).toEqual(["once"]);
    });

    test("nobody speaks for another: the sender is who is logged in", async () => {
      const [alice, mallory, bob] = [await stage.phone(), await stage.phone(), await stage.jabber()];
      await send(
        within(mallory, {
          kind: "SendMessage-Request",
          DeliveryReport: false,
          MessageInfo: {
            ContentType: "text/plain",
            ContentSize: 5,
            Recipient: { User: [{ UserID: wv(bob) }] },
            Sender: { User: { UserID: alice.userId } },
          },
          ContentData: "Trust me",
        }),
      );
      expect((await bob.next("chat")).from).toContain(stage.jidOf(mallory));
    });
  });

  test("hammering costs others nothing: chats go on beside it", async () => {
    const documents = files.map(({ file }) => readFileSync(new URL(file, FOLDER)));
    const [alice, bob] = [await stage.phone(), await stage.jabber()];
    const port = Number(new URL(stage.hamlet.imps).port);
    const halting = await Promise.all(Array.from({ length: 50 }, () => RawConnection.open(port)));
    for (const connection of halting)
      await connection.write("POST / HTTP/1.1\r\nContent-Length: 1000\r\n\r\nx");
    let isOver = false;
    const hammer = async (offset: number) => {
      for (let index = offset; !isOver; index++) {
        await send(documents[index % documents.length] ?? "");
        await send(write({ content: { ...LOGIN, UserID: `wv:guess${index}` } }));
      }
    };
    const hammering = [0, 30, 60].map(hammer);
    for (let index = 0; index < 20; index++) {
      await alice.sendMessage(wv(bob), `to ${index}`);
      expect((await bob.next("chat")).body).toBe(`to ${index}`);
      await bob.chat(stage.jidOf(alice), `fro ${index}`);
      expect((await alice.next("NewMessage")).ContentData).toBe(`fro ${index}`);
    }
    isOver = true;
    await Promise.all(hammering);
    for (const connection of halting) connection.drop();
    await chats();
  });

  test("nothing of all this is an error of Hamlet's", () => {
    expect(stage.hamlet.log).not.toMatch(/"level":(50|60)/);
  });
});
