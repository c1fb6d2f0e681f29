import { type FieldValue, StanzaError } from "../../../src/xmpp/index.js";
import { ANNA, Bench, ROOM } from "../support/bench.js";

const DATA = "jabber:x:data";
const OWNER = "http://jabber.org/protocol/muc#owner";
const ADMIN = "http://jabber.org/protocol/muc#admin";

/** As Prosody and ejabberd write their forms. */
const FORM = `<iq type='result'><query xmlns='${OWNER}'><x xmlns='${DATA}' type='form'>
  <title>Configuration</title>
  <field var='FORM_TYPE' type='hidden'><value>http://jabber.org/protocol/muc#roomconfig</value></field>
  <field type='fixed'><value>Room information</value></field>
  <field label='Title' var='muc#roomconfig_roomname' type='text-single'/>
  <field var='muc#roomconfig_persistentroom' type='boolean'><desc>Rooms</desc></field>
  <field var='muc#roomconfig_membersonly' type='boolean'><value>true</value></field>
  <field var='muc#roomconfig_publicroom' type='boolean'><value>1</value></field>
  <field var='must' type='text-single'><required/><value>keep</value></field>
  <field var='muc#roomconfig_maxusers' type='list-single'><value>200</value>
    <option label='5'><value>5</value></option><option label='200'><value>200</value></option></field>
  <field var='muc#roomconfig_presencebroadcast' type='list-multi'><value>participant</value><value>visitor</value>
    <option><value>moderator</value></option><option><value>participant</value></option>
    <option><value>visitor</value></option></field></x></query></iq>`;

describe("the running of rooms", () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench();
    bench.link.reply = ({ attrs }) => (attrs.type === "get" ? FORM : "<iq type='result'/>");
  });

  const last = () => String(bench.link.requests.at(-1));

  test("a form is read as both servers write it", async () => {
    expect(await bench.rooms.configuration(ROOM, ANNA)).toEqual([
      { name: "muc#roomconfig_roomname", value: "", options: undefined },
      { name: "muc#roomconfig_persistentroom", value: "0", options: undefined },
      { name: "muc#roomconfig_membersonly", value: "1", options: undefined },
      { name: "muc#roomconfig_publicroom", value: "1", options: undefined },
      { name: "must", value: "keep", options: undefined },
      { name: "muc#roomconfig_maxusers", value: "200", options: ["5", "200"] },
      {
        name: "muc#roomconfig_presencebroadcast",
        value: ["participant", "visitor"],
        options: ["moderator", "participant", "visitor"],
      },
    ]);
  });

  describe("filling in a form", () => {
    const submitted = (...fields: string[]) =>
      `<query xmlns="${OWNER}"><x xmlns="${DATA}" type="submit"><field var="FORM_TYPE" type="hidden">` +
      `<value>http://jabber.org/protocol/muc#roomconfig</value></field>${fields.join("")}</x></query>`;
    const must = '<field var="must"><value>keep</value></field>';
    const field = (name: string, ...values: string[]) =>
      `<field var="${name}">${values.map((value) => `<value>${value}</value>`).join("")}</field>`;

    test.each<[string, [string, FieldValue][], string[]]>([
      ["no wish: an instant room", [], [must]],
      [
        "what is offered",
        [["muc#roomconfig_publicroom", "0"]],
        [must, field("muc#roomconfig_publicroom", "0")],
      ],
      [
        "what is not offered is left out",
        [
          ["muc#roomconfig_allowpm", "none"],
          ["mam", "0"],
        ],
        [must],
      ],
      ["what is no option is left out", [["muc#roomconfig_maxusers", "7"]], [must]],
      [
        "several values",
        [["muc#roomconfig_presencebroadcast", ["moderator", "visitor"]]],
        [must, field("muc#roomconfig_presencebroadcast", "moderator", "visitor")],
      ],
      [
        "several values, one of which is no option",
        [["muc#roomconfig_presencebroadcast", ["moderator", "none"]]],
        [must],
      ],
      ["what is required, otherwise", [["must", "new"]], ['<field var="must"><value>new</value></field>']],
    ])("%s", async (_name, wishes, fields) => {
      await bench.rooms.configure(ROOM, ANNA, new Map(wishes));
      expect(last()).toContain(submitted(...fields));
    });

    test("is not possible where there is none", async () => {
      bench.link.reply = () => `<iq type='result'><query xmlns='${OWNER}'/></iq>`;
      await expect(bench.rooms.configure(ROOM, ANNA, new Map())).rejects.toMatchObject({
        condition: "feature-not-implemented",
      });
    });
  });

  test.each<[string, () => Promise<void>, string]>([
    [
      "membership",
      () => bench.rooms.setAffiliation(ROOM, ANNA, "bob@localhost", "member", "friend"),
      `<query xmlns="${ADMIN}"><item jid="bob@localhost" affiliation="member"><reason>friend</reason></item></query>`,
    ],
    [
      "destruction",
      () => bench.rooms.destroy(ROOM, ANNA, "over"),
      `<query xmlns="${OWNER}"><destroy><reason>over</reason></destroy></query>`,
    ],
  ])("%s", async (_name, run, payload) => {
    await run();
    expect(last()).toBe(`<iq from="${ANNA}" to="${ROOM}" type="set">${payload}</iq>`);
  });

  test("a list of members", async () => {
    bench.link.reply = () => `<iq type='result'><query xmlns='${ADMIN}'>
    <item affiliation='member' jid='a@b'/><item affiliation='member'/><item jid='c@d' affiliation='member'/></query></iq>`;
    expect(await bench.rooms.affiliated(ROOM, ANNA, "member")).toEqual(["a@b", "c@d"]);
    expect(last()).toContain(`<query xmlns="${ADMIN}"><item affiliation="member"/></query>`);
  });

  test("what a room tells of itself", async () => {
    bench.link.reply = () => `<iq type='result'><query xmlns='http://jabber.org/protocol/disco#info'>
    <feature var='muc_hidden'/><feature var='muc_temporary'/><identity type='text' category='conference' name='Talk'/>
    <x type='result' xmlns='${DATA}'><field var='FORM_TYPE' type='hidden'><value>http://jabber.org/protocol/muc#roominfo</value></field>
    <field var='muc#roominfo_occupants' type='text-single'><value>3</value></field>
    <field var='muc#roomconfig_changesubject' type='boolean'/></x></query></iq>`;
    const info = await bench.rooms.info(ROOM, ANNA);
    expect(info.name).toBe("Talk");
    expect([...info.features]).toEqual(["muc_hidden", "muc_temporary"]);
    expect([...info.fields]).toEqual([
      ["muc#roominfo_occupants", "3"],
      ["muc#roomconfig_changesubject", "0"],
    ]);
  });

  describe("what is said in and about a room", () => {
    const USER = "http://jabber.org/protocol/muc#user";

    test.each<[string, () => Promise<void>, string]>([
      [
        "message",
        () => bench.rooms.say({ room: ROOM, as: ANNA, id: "m1", body: "<hi>", thread: "t1" }),
        `<message from="${ANNA}" to="${ROOM}" id="m1" type="groupchat"><body>&lt;hi&gt;</body><thread>t1</thread></message>`,
      ],
      [
        "private message",
        () => bench.rooms.whisper({ room: ROOM, nick: "Bob", as: ANNA, id: "m2", body: "psst" }),
        `<message from="${ANNA}" to="${ROOM}/Bob" id="m2" type="chat"><body>psst</body><x xmlns="${USER}"/></message>`,
      ],
      [
        "mediated invitation, with the thread for both servers",
        () =>
          bench.rooms.invite({
            room: ROOM,
            as: ANNA,
            to: "bob@localhost",
            id: "i1",
            reason: "come",
            thread: "t1",
          }),
        `<message from="${ANNA}" to="${ROOM}" id="i1"><thread>t1</thread><x xmlns="${USER}"><invite to="bob@localhost">` +
          `<reason>come</reason><continue thread="t1"/></invite></x></message>`,
      ],
      [
        "direct invitation",
        () =>
          bench.rooms.inviteDirectly({
            room: ROOM,
            as: ANNA,
            to: "bob@localhost",
            thread: "t1",
            isContinuation: true,
          }),
        `<message from="${ANNA}" to="bob@localhost" id="t0000000000000000001"><x xmlns="jabber:x:conference" jid="${ROOM}" ` +
          `continue="true" thread="t1"/></message>`,
      ],
      [
        "refusal of an invitation",
        () => bench.rooms.decline({ room: ROOM, as: ANNA, to: `${ROOM}/Bob`, reason: "busy" }),
        `<message from="${ANNA}" to="${ROOM}" id="t0000000000000000001"><x xmlns="${USER}"><decline to="${ROOM}/Bob">` +
          `<reason>busy</reason></decline></x></message>`,
      ],
      [
        "subject",
        () => bench.rooms.setSubject(ROOM, ANNA, "fun"),
        `<message from="${ANNA}" to="${ROOM}" id="t0000000000000000001" type="groupchat"><subject>fun</subject></message>`,
      ],
    ])("%s", async (_name, run, text) => {
      await bench.inside("Bob");
      await run();
      expect(bench.link.taken()).toEqual([text]);
    });

    test("speaking is for those inside", async () => {
      const outside = bench.rooms.say({ room: ROOM, as: ANNA, id: "m1", body: "x" });
      await expect(outside).rejects.toBeInstanceOf(StanzaError);
      expect(bench.link.taken()).toEqual([]);
    });
  });
});
