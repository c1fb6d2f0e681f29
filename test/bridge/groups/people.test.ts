import { PeopleWriter } from "../../../src/bridge/groups/people.js";
import type { Version } from "../../../src/csp/index.js";
import { Bench, HOME } from "../../support/bridge/bench.js";

const SPACE = { home: HOME };
const BOB = { nick: "Bob B.", jid: "bob@example.net" };
const SOMEBODY = { nick: "Some body +1" };

async function android(groupId: string, version: Version = "1.2"): Promise<PeopleWriter> {
  const bench = await Bench.open();
  const session = await bench.login("wv:alice", { quirks: ["bare-user-map"], version });
  return new PeopleWriter(session, groupId, SPACE);
}

describe("people in a group, for Android", () => {
  test.each([
    ["wv:/orchard@rooms.example.net", "wv:Some%20body%20%2B1%2Forchard@rooms.example.net"],
    ["wv:alice/party", "wv:Some%20body%20%2B1%2Falice%2Fparty"],
  ])("of %s: one whose address is hidden has one all the same, %s", async (group, UserID) => {
    const writer = await android(group);
    const known = { SName: "Bob B.", UserID: "wv:bob@example.net" };
    expect(writer.inside([BOB, SOMEBODY])).toEqual({
      UserMapList: { Mapping: [known, { SName: "Some body +1", UserID }] },
    });
    expect(writer.left([BOB, SOMEBODY])).toEqual({
      UserList: { User: [{ UserID: "wv:bob@example.net" }, { UserID }] },
    });
  });

  test("stand in the same place in CSP 1.3, where others have them inside Joined", async () => {
    const group = "wv:/orchard@rooms.example.net";
    const Mapping = [{ SName: "Bob B.", UserID: "wv:bob@example.net" }];
    const writer = await android(group, "1.3");
    expect(writer.inside([BOB])).toEqual({ UserMapList: { Mapping } });
    const other = await (await Bench.open()).login("wv:alice", { version: "1.3" });
    expect(new PeopleWriter(other, group, SPACE).inside([BOB])).toEqual({
      Joined: { UserMapList: { UserMapping: { Mapping } } },
    });
  });

  test("are named once, whatever names one has in the group", async () => {
    const writer = await android("wv:/orchard@rooms.example.net");
    const bobs = [BOB, { ...BOB, nick: "Bobby" }];
    expect(writer.inside(bobs).UserMapList?.Mapping).toEqual([
      { SName: "Bob B.", UserID: "wv:bob@example.net" },
    ]);
  });

  test("of one group have different addresses", async () => {
    const people = ["A", "B", "a/b", "ä"].map((nick) => ({ nick }));
    const mappings = (await android("wv:/orchard@rooms.example.net")).mappings(people);
    expect(new Set(mappings.map(({ UserID }) => UserID)).size).toBe(4);
  });
});

describe("people in a group, for other phones", () => {
  test("are told without an address where the room hides it", async () => {
    const session = await (await Bench.open()).login("wv:alice");
    const writer = new PeopleWriter(session, "wv:/orchard@rooms.example.net", SPACE);
    expect(writer.inside([SOMEBODY])).toEqual({
      UserMapList: { UserMapping: { Mapping: [{ SName: "Some body +1" }] } },
    });
  });
});
