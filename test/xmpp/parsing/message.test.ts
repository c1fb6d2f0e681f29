import { parseMessage } from "../../../src/xmpp/parsing/message.js";
import { stanza } from "../support/stanza.js";

const STANZAS = "urn:ietf:params:xml:ns:xmpp-stanzas";
const MUC_USER = "http://jabber.org/protocol/muc#user";
const ROUTE = "from='alice@localhost/pc' to='anna@imps.localhost'";
const read = (text: string, isInside = false) => parseMessage(stanza(text), isInside);

describe("a message of a person", () => {
  test("is read with all that phones are told of it", () => {
    const event = read(
      `<message ${ROUTE} type='chat' id='m1' xml:lang='en'><subject>s</subject><body>hello</body><thread>t1</thread>
        <request xmlns='urn:xmpp:receipts'/><delay xmlns='urn:xmpp:delay' from='localhost' stamp='2026-11-22T10:10:54Z'/>
      </message>`,
    );
    expect(event).toEqual({
      kind: "message",
      type: "chat",
      from: "alice@localhost/pc",
      to: "anna@imps.localhost",
      id: "m1",
      body: "hello",
      subject: "s",
      thread: "t1",
      wantsReceipt: true,
      sentAt: Date.UTC(2026, 10, 22, 10, 10, 54),
    });
  });

  test.each([
    ["no type", "", "normal"],
    ["normal", "type='normal'", "normal"],
    ["headline", "type='headline'", "headline"],
    ["a type that does not exist", "type='shout'", "normal"],
  ])("with %s", (_name, attribute, type) => {
    expect(read(`<message ${ROUTE} ${attribute}><body>x</body></message>`)).toMatchObject({
      kind: "message",
      type,
    });
  });

  test.each([
    [256, "x".repeat(256)],
    [257, undefined],
  ])("with a thread of %d characters", (length, thread) => {
    const text = `<message ${ROUTE}><body>x</body><thread>${"x".repeat(length)}</thread></message>`;
    expect(read(text)).toMatchObject({ body: "x", thread });
  });

  test("cannot ask for a receipt without an id", () => {
    const text = `<message ${ROUTE}><body>x</body><request xmlns='urn:xmpp:receipts'/></message>`;
    expect(read(text)).toMatchObject({ wantsReceipt: false });
  });

  test.each([
    [
      "its own language",
      "xml:lang='de'",
      "<body xml:lang='en'>hi</body><body xml:lang='de'>hallo</body>",
      "hallo",
    ],
    ["no language", "xml:lang='de'", "<body xml:lang='en'>hi</body><body>hallo</body>", "hallo"],
    ["the first, where none fits", "", "<body xml:lang='en'>hi</body><body xml:lang='de'>hallo</body>", "hi"],
  ])("in several languages is read in %s", (_name, lang, bodies, body) => {
    expect(read(`<message ${ROUTE} ${lang}>${bodies}</message>`)).toMatchObject({ body });
  });

  test("leaves a wrong time out", () => {
    const text = `<message ${ROUTE}><body>x</body><delay xmlns='urn:xmpp:delay' stamp='yesterday'/></message>`;
    expect(read(text)).toMatchObject({ sentAt: undefined });
  });

  test.each([
    ["a chat state", "<active xmlns='http://jabber.org/protocol/chatstates'/>"],
    ["an empty body", "<body/>"],
    ["a receipt for nothing", "<received xmlns='urn:xmpp:receipts'/>"],
    ["a body of another namespace", "<body xmlns='http://www.w3.org/1999/xhtml'>x</body>"],
  ])("that is only %s says nothing", (_name, content) => {
    expect(read(`<message ${ROUTE} type='chat' id='m'>${content}</message>`)).toBeUndefined();
  });

  test("that is a receipt tells of which message", () => {
    expect(read(`<message ${ROUTE} id='r'><received xmlns='urn:xmpp:receipts' id='m7'/></message>`)).toEqual({
      kind: "receipt",
      from: "alice@localhost/pc",
      to: "anna@imps.localhost",
      messageId: "m7",
    });
  });
});

describe("a message that comes back", () => {
  test.each([
    [
      "Prosody",
      `<error type='wait' by='imps.localhost'><remote-server-timeout xmlns='${STANZAS}'/>
        <text xmlns='${STANZAS}'>Component unavailable</text><not-connected xmlns='xmpp:prosody.im/protocol/component'/></error>`,
      "remote-server-timeout",
      "Component unavailable",
    ],
    [
      "ejabberd, with the body",
      `<error type='auth'><forbidden xmlns='${STANZAS}'/>
        <text xml:lang='en' xmlns='${STANZAS}'>It is not allowed to send private messages</text></error><body>psst</body>`,
      "forbidden",
      "It is not allowed to send private messages",
    ],
    [
      "ejabberd, with an invitation",
      `<x xmlns='${MUC_USER}'><invite to='carol@localhost'/></x>
        <error type='modify'><not-acceptable xmlns='${STANZAS}'/></error>`,
      "not-acceptable",
      undefined,
    ],
    ["a server that says nothing", "", "undefined-condition", undefined],
  ])("from %s is an error and nothing else", (_name, content, condition, text) => {
    for (const isInside of [false, true]) {
      const event = read(`<message type='error' id='pm' ${ROUTE}>${content}</message>`, isInside);
      expect(event).toEqual({
        kind: "message-error",
        from: "alice@localhost/pc",
        to: "anna@imps.localhost",
        id: "pm",
        condition,
        text,
      });
    }
  });
});

describe("a message from a room", () => {
  const room = "talk@conference.localhost";
  const inRoom = (attributes: string, content: string, isInside = true) =>
    read(`<message to='anna@imps.localhost/ph' ${attributes}>${content}</message>`, isInside);

  test.each([
    ["Prosody", "<body>hello</body><occupant-id xmlns='urn:xmpp:occupant-id:0' id='aaDmkf'/>"],
    ["ejabberd", "<body>hello</body>"],
  ])("of %s is said by a nick", (_name, content) => {
    expect(inRoom(`from='${room}/u/1' type='groupchat' id='h'`, `${content}<thread>t1</thread>`)).toEqual({
      kind: "room-message",
      from: `${room}/u/1`,
      to: "anna@imps.localhost/ph",
      room,
      nick: "u/1",
      id: "h",
      body: "hello",
      thread: "t1",
      sentAt: undefined,
    });
  });

  test.each([
    ["the room", `from='${room}'`, Date.UTC(2026, 10, 22, 10, 9, 45, 691)],
    [
      "the room, spelled otherwise",
      "from='Talk@Conference.localhost'",
      Date.UTC(2026, 10, 22, 10, 9, 45, 691),
    ],
    ["nobody", "", Date.UTC(2026, 10, 22, 10, 9, 45, 691)],
    ["the speaker's server", "from='localhost'", undefined],
  ])("delayed by %s is history or not", (_name, from, sentAt) => {
    const delay = `<delay ${from} stamp='2026-11-22T10:09:45.691555Z' xmlns='urn:xmpp:delay'/>`;
    expect(inRoom(`from='${room}/u1' type='groupchat' id='m-1'`, `${delay}<body>hello</body>`)).toMatchObject(
      { sentAt },
    );
  });

  test.each([
    ["empty, of the room", room, "<subject/>", undefined, ""],
    ["of someone", `${room}/gw`, "<subject>set</subject>", "gw", "set"],
  ])("with a subject, %s", (_name, from, content, nick, subject) => {
    expect(inRoom(`from='${from}' type='groupchat'`, content)).toMatchObject({
      kind: "room-subject",
      nick,
      subject,
    });
  });

  test.each([104, 170, 171, 172, 173])("with status %d alone says nothing", (code) => {
    const event = inRoom(
      `from='${room}' type='groupchat'`,
      `<x xmlns='${MUC_USER}'><status code='${code}'/></x>`,
    );
    expect(event).toBeUndefined();
  });

  test.each([
    ["chat, on Prosody", "type='chat'", `<body>psst</body><x xmlns='${MUC_USER}'/>`, true],
    ["normal, on Prosody", "", `<body>psst</body><x xmlns='${MUC_USER}'/>`, true],
    ["chat, unmarked", "type='chat'", "<body>psst</body>", true],
    ["chat, after we have left", "type='chat'", `<body>psst</body><x xmlns='${MUC_USER}'/>`, false],
  ])("to one of us alone: %s", (_name, type, content, isInside) => {
    expect(inRoom(`from='${room}/alice' id='pm2' ${type}`, content, isInside)).toEqual({
      kind: "private-message",
      from: `${room}/alice`,
      to: "anna@imps.localhost/ph",
      room,
      nick: "alice",
      id: "pm2",
      body: "psst",
    });
  });

  test.each([
    [
      "a membership, on Prosody",
      "",
      `<x xmlns='${MUC_USER}'><item affiliation='member' jid='bob@localhost'><reason>Invited by x</reason></item></x>`,
    ],
    [
      "a membership, on ejabberd",
      "id='49'",
      `<x xmlns='${MUC_USER}'><item jid='bob@localhost' role='none' affiliation='member'/></x>`,
    ],
    ["a chat state", "type='groupchat'", "<active xmlns='http://jabber.org/protocol/chatstates'/>"],
  ])("that is only %s says nothing", (_name, attributes, content) => {
    expect(inRoom(`from='${room}' ${attributes}`, content)).toBeUndefined();
  });
});
