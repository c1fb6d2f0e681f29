import { parseMessage } from "../../../src/xmpp/parsing/message.js";
import { stanza } from "../support/stanza.js";

const MUC_USER = "http://jabber.org/protocol/muc#user";
const ROOM = "rk60183@rooms.localhost";
const read = (text: string) => parseMessage(stanza(text), false);

const mediated = {
  kind: "invitation",
  form: "mediated",
  id: undefined,
  from: ROOM,
  to: "u1@imps.localhost",
  room: ROOM,
  inviter: "alice@localhost/pc",
  reason: undefined,
  password: undefined,
  isContinuation: false,
  thread: undefined,
};

describe("an invitation by a room is one event, of whatever server", () => {
  test.each([
    [
      "Prosody, bare",
      `<message from='${ROOM}' to='u1@imps.localhost' id='inv1' xml:lang='en'><x xmlns='${MUC_USER}'>
        <invite from='${ROOM}/bob'><reason/></invite></x>
        <body>${ROOM}/bob invited you to the room ${ROOM}</body><x xmlns='jabber:x:conference' jid='${ROOM}'/></message>`,
      { id: "inv1", inviter: `${ROOM}/bob` },
    ],
    [
      "Prosody, which keeps the outer thread and loses <continue/>",
      `<message from='${ROOM}' to='u1@imps.localhost' id='i'><thread>conv-1</thread><x xmlns='${MUC_USER}'>
        <invite from='${ROOM}/u1'><reason>come</reason></invite></x><body>b</body>
        <x xmlns='jabber:x:conference' jid='${ROOM}'>come</x></message>`,
      { id: "i", inviter: `${ROOM}/u1`, reason: "come", isContinuation: false, thread: "conv-1" },
    ],
    [
      "Prosody with the module that keeps <continue/>",
      `<message from='${ROOM}' to='u1@imps.localhost' id='i'><x xmlns='${MUC_USER}'><invite from='${ROOM}/alice'>
        <reason/><continue xmlns='${MUC_USER}' thread='conv-1'/></invite></x><body>b</body>
        <x xmlns='jabber:x:conference' jid='${ROOM}'/></message>`,
      { id: "i", inviter: `${ROOM}/alice`, isContinuation: true, thread: "conv-1" },
    ],
    [
      "ejabberd",
      `<message to='u1@imps.localhost' from='${ROOM}'><x xmlns='${MUC_USER}'><invite from='alice@localhost/pc'>
        <reason>come</reason><continue thread='conv-1'/></invite></x>
        <x reason='come' jid='${ROOM}' xmlns='jabber:x:conference'/>
        <body xml:lang='en'>alice@localhost/pc invites you to the room</body></message>`,
      { reason: "come", isContinuation: true, thread: "conv-1" },
    ],
    [
      "one that continues a chat without a thread, into a room with a password",
      `<message to='u1@imps.localhost' from='${ROOM}'><x xmlns='${MUC_USER}'><invite from='alice@localhost/pc'>
        <continue/></invite><password>open</password></x></message>`,
      { isContinuation: true, password: "open" },
    ],
    [
      "one that hides the inviter",
      `<message to='u1@imps.localhost' from='${ROOM}'><x xmlns='${MUC_USER}'><invite/></x></message>`,
      { inviter: ROOM },
    ],
  ])("%s", (_name, text, difference) => {
    expect(read(text)).toEqual({ ...mediated, ...difference });
  });
});

describe("what only a room can tell", () => {
  test.each([
    ["an invitation", "<invite from='bob@localhost/pc'><continue/></invite>"],
    ["a decline", "<decline from='bob@localhost/pc'/>"],
  ])("%s, is not believed of a person or an occupant", (_name, told) => {
    for (const from of ["mallory@localhost/pc", `${ROOM}/mallory`]) {
      const text = `<message from='${from}' to='u1@imps.localhost'><x xmlns='${MUC_USER}'>${told}</x></message>`;
      expect(read(text)).toBeUndefined();
    }
  });
});

describe("an invitation by a person", () => {
  const direct = (attributes: string, more = "") =>
    read(`<message xml:lang='en' to='anna@imps.localhost' from='alice@localhost/pc'>
      <x xmlns='jabber:x:conference' ${attributes}/>${more}</message>`);

  test("comes as it was sent", () => {
    expect(direct(`jid='${ROOM}' reason='direct' continue='true' thread='t12' password='open'`)).toEqual({
      kind: "invitation",
      form: "direct",
      id: undefined,
      from: "alice@localhost/pc",
      to: "anna@imps.localhost",
      room: ROOM,
      inviter: "alice@localhost/pc",
      reason: "direct",
      password: "open",
      isContinuation: true,
      thread: "t12",
    });
  });

  test.each([
    ["continue='true'", "<thread>t3</thread>", true, "t3"],
    ["continue='1'", "", true, undefined],
    ["thread='t4'", "", true, "t4"],
    ["continue='false'", "<thread>t3</thread>", false, undefined],
    ["", "<body>come in</body>", false, undefined],
  ])("with %s%s", (attributes, more, isContinuation, thread) => {
    expect(direct(`jid='${ROOM}' ${attributes}`, more)).toMatchObject({
      kind: "invitation",
      isContinuation,
      thread,
    });
  });

  test("with a thread that is too long to keep has none", () => {
    const thread = undefined;
    expect(direct(`jid='${ROOM}' continue='true' thread='${"x".repeat(257)}'`)).toMatchObject({ thread });
  });

  test("into nowhere is none", () => {
    expect(direct("reason='x'")).toBeUndefined();
    expect(direct("reason='x'", "<body>text</body>")).toMatchObject({ kind: "message", body: "text" });
  });
});

test.each([
  ["Prosody, with a text", "<body>u1@imps.localhost/ph declined your invite (busy)</body>"],
  ["ejabberd", ""],
])("a refused invitation on %s", (_name, more) => {
  const text = `<message from='${ROOM}' to='bob@imps.localhost/ph' id='inv1'><x xmlns='${MUC_USER}'>
    <decline from='u1@localhost/pc'><reason>busy</reason></decline></x>${more}</message>`;
  expect(read(text)).toEqual({
    kind: "decline",
    from: ROOM,
    to: "bob@imps.localhost/ph",
    room: ROOM,
    decliner: "u1@localhost/pc",
    reason: "busy",
  });
});
