import { parsePresence } from "../../../src/xmpp/parsing/presence.js";
import { stanza } from "../support/stanza.js";

const read = (text: string) => parsePresence(stanza(text));

describe("presence of a contact", () => {
  const silent = {
    kind: "presence",
    from: "alice@localhost/pc",
    to: "u1@imps.localhost",
    isAvailable: true,
    show: undefined,
    status: undefined,
    priority: 0,
    lang: undefined,
    nick: undefined,
  };

  test.each([
    [
      "on Prosody, after a probe",
      `<presence xml:lang='en' from='alice@localhost/pc' to='u1@imps.localhost'><x xmlns='vcard-temp:x:update'><photo/></x>
        <delay stamp='2026-11-22T10:10:54Z' xmlns='urn:xmpp:delay' from='localhost'/></presence>`,
      { lang: "en" },
    ],
    [
      "with all that may be said",
      `<presence from='alice@localhost/pc' to='u1@imps.localhost'><show>dnd</show><status>busy</status>
        <priority>-5</priority><nick xmlns='http://jabber.org/protocol/nick'>Al</nick>
        <x xmlns='vcard-temp:x:update'><photo>ab12</photo></x></presence>`,
      { show: "dnd", status: "busy", priority: -5, nick: "Al" },
    ],
    [
      "with what does not exist",
      `<presence from='alice@localhost/pc' to='u1@imps.localhost'><show>gone</show><priority>200</priority></presence>`,
      {},
    ],
    [
      "that ends",
      `<presence type='unavailable' from='alice@localhost/pc' to='u1@imps.localhost'><status>bye</status></presence>`,
      { isAvailable: false, status: "bye" },
    ],
  ])("%s", (_name, text, difference) => {
    expect(read(text)).toEqual({ ...silent, ...difference });
  });

  test("that cannot be had", () => {
    const text = `<presence type='error' from='u@nosuch.invalid' to='u1@imps.localhost' id='sub'><error type='cancel'>
      <remote-server-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>`;
    expect(read(text)).toEqual({
      kind: "presence-error",
      from: "u@nosuch.invalid",
      to: "u1@imps.localhost",
      condition: "remote-server-not-found",
    });
  });
});

describe("subscriptions", () => {
  test.each(["subscribe", "subscribed", "unsubscribe", "unsubscribed"] as const)(
    "%s is of the bare JID",
    (type) => {
      const text = `<presence type='${type}' from='alice@localhost/pc' to='u1@imps.localhost'><status>hi</status>
      <nick xmlns='http://jabber.org/protocol/nick'>Al</nick></presence>`;
      expect(read(text)).toEqual({
        kind: "subscription",
        type,
        from: "alice@localhost",
        to: "u1@imps.localhost",
      });
    },
  );

  test("a probe is of who asks", () => {
    expect(read("<presence type='probe' from='alice@localhost/pc' to='u1@imps.localhost'/>")).toMatchObject({
      type: "probe",
      from: "alice@localhost/pc",
    });
  });
});

test.each([
  [
    "presence of a room that we have left",
    "<presence from='r@c/u' to='u1@imps.localhost/ph'><x xmlns='http://jabber.org/protocol/muc#user'/></presence>",
  ],
  [
    "a refused entry, on ejabberd",
    "<presence type='error' from='r@c/u' to='u1@imps.localhost/ph'><x xmlns='http://jabber.org/protocol/muc'/></presence>",
  ],
  ["a type that does not exist", "<presence type='invisible' from='a@b/c' to='u1@imps.localhost'/>"],
])("%s says nothing", (_name, text) => {
  expect(read(text)).toBeUndefined();
});
