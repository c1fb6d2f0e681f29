import { readFileSync } from "node:fs";
import type { AttributeList } from "../../src/bridge/presence/attributes.js";
import { presenceSchema } from "../../src/bridge/presence/mapping.js";
import {
  bestOf,
  type ContactView,
  describeContact,
  describeUser,
  initialAttributes,
  namesIn,
  published,
  type Told,
} from "../../src/bridge/presence/translate.js";
import { ConfigError } from "../../src/gateway/config.js";
import { loadMappings, parseMapping } from "../../src/gateway/mapping-files.js";

const { presence: mapping } = loadMappings().bridge;

const told = (other: Partial<Told> = {}): Told => ({
  show: undefined,
  status: undefined,
  nick: undefined,
  lang: undefined,
  priority: 0,
  ...other,
});
const online = (other: Partial<Told> = {}): ContactView => ({ situation: "available", best: told(other) });
const T = (PresenceValue: unknown) => ({ Qualifier: true, PresenceValue });
const F = { Qualifier: false };

function faultsOf(change: (text: string) => string): readonly string[] {
  try {
    const text = change(readFileSync("mappings/presence.yaml", "utf8"));
    parseMapping("mappings/presence.yaml", text, presenceSchema);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe("what a phone gets of a contact", () => {
  test.each<[string, ContactView, object]>([
    ["online", online(), { OnlineStatus: T(true), UserAvailability: T("AVAILABLE"), StatusText: F }],
    ["free for chat", online({ show: "chat" }), { UserAvailability: T("AVAILABLE") }],
    [
      "away",
      online({ show: "away", status: "at lunch" }),
      { UserAvailability: T("NOT_AVAILABLE"), StatusText: T("at lunch") },
    ],
    ["away for long", online({ show: "xa" }), { UserAvailability: T("NOT_AVAILABLE") }],
    [
      "busy",
      online({ show: "dnd" }),
      {
        UserAvailability: T("DISCREET"),
        CommCap: { Qualifier: true, CommC: [{ Cap: "IM", Status: "CLOSED" }] },
      },
    ],
    ["named", online({ nick: "Romeo", lang: "it" }), { Alias: T("Romeo"), PreferredLanguage: T("it") }],
    ["with a blank status", online({ status: "  " }), { StatusText: F }],
    [
      "offline",
      { situation: "unavailable", last: undefined },
      { OnlineStatus: T(false), UserAvailability: T("NOT_AVAILABLE"), StatusText: F },
    ],
    [
      "offline with a farewell",
      { situation: "unavailable", last: told({ status: "bye" }) },
      { OnlineStatus: T(false), StatusText: T("bye") },
    ],
    ["who hides", { situation: "unknown" }, { OnlineStatus: F, UserAvailability: F, StatusText: F }],
  ])("who is %s", (_name, view, attributes) => {
    expect(describeContact(view, mapping, undefined)).toMatchObject(attributes);
  });

  test("is all that it asked for, and nothing else, each with a Qualifier", () => {
    const requested = namesIn({ StatusText: {}, OnlineStatus: {}, GeoLocation: {} });
    expect(describeContact(online({ status: "hi" }), mapping, requested)).toEqual({
      OnlineStatus: T(true),
      StatusText: T("hi"),
      GeoLocation: F,
    });
  });

  test("cuts long texts between characters", () => {
    const { StatusText } = describeContact(online({ status: "😀".repeat(300) }), mapping, undefined);
    expect(StatusText?.PresenceValue).toBe("😀".repeat(200));
  });
});

test.each<[string, readonly Told[], Partial<Told> | undefined]>([
  ["none", [], undefined],
  ["the one who is there", [told({ show: "away" })], { show: "away" }],
  [
    "the most available",
    ["dnd", "away", undefined, "xa"].map((show) => told({ show: show as Told["show"] })),
    { show: undefined },
  ],
  ["the one free for chat", [told(), told({ show: "chat" })], { show: "chat" }],
  ["of equals, the one of higher priority", [told({ priority: 1 }), told({ priority: 5 })], { priority: 5 }],
])("among several resources, %s speaks for the contact", (_name, presences, best) => {
  const found = bestOf(presences, mapping);
  if (best === undefined) expect(found).toBeUndefined();
  else expect(found).toMatchObject(best);
});

describe("what contacts get of a phone's user", () => {
  test.each<[AttributeList, object]>([
    [{}, { isAvailable: true }],
    [{ UserAvailability: T("NOT_AVAILABLE") } as AttributeList, { isAvailable: true, show: "away" }],
    [{ UserAvailability: T("DISCREET") } as AttributeList, { isAvailable: true, show: "dnd" }],
    [{ UserAvailability: T("AVAILABLE") } as AttributeList, { isAvailable: true }],
    [{ UserAvailability: T("ELSEWHERE") } as AttributeList, { isAvailable: true }],
    [
      { StatusText: T(" hi "), Alias: T("Al") } as AttributeList,
      { isAvailable: true, status: "hi", nick: "Al" },
    ],
    [{ StatusText: { Qualifier: false, PresenceValue: "old" } }, { isAvailable: true }],
    [{ ClientIMPriority: T("7") } as AttributeList, { isAvailable: true, priority: 7 }],
    [{ OnlineStatus: T(false), StatusText: T("x") } as AttributeList, { isAvailable: false }],
  ])("%j is %j", (attributes, presence) => {
    const all = published(initialAttributes(mapping), attributes, mapping);
    expect(describeUser(all, mapping, undefined)).toEqual(presence);
  });

  test("leaves out what they may not see", () => {
    const attributes = {
      ...initialAttributes(mapping),
      StatusText: T("hi"),
      Alias: T("Al"),
    } as AttributeList;
    expect(describeUser(attributes, mapping, new Set(["OnlineStatus", "Alias"]))).toEqual({
      isAvailable: true,
      nick: "Al",
    });
    expect(describeUser(attributes, mapping, new Set(["Alias"]))).toEqual({ isAvailable: false });
  });

  test("keeps an attribute that is called valid without being said", () => {
    const before = { StatusText: T("hi") } as AttributeList;
    expect(published(before, { StatusText: { Qualifier: true } }, mapping)).toEqual(before);
  });

  test("keeps availability of which a phone says what nobody knows, and takes the rest of what it says", () => {
    const before = { UserAvailability: T("DISCREET"), StatusMood: T("SAD") } as AttributeList;
    const vendors = { StatusMood: T("HUNGRY"), StatusText: T("hi") } as AttributeList;
    for (const riddle of ["SOMETIMES", "toString"]) {
      const changes = { ...vendors, UserAvailability: T(riddle) } as AttributeList;
      const after = published(before, changes, mapping);
      expect(after).toEqual({ ...before, ...vendors });
      expect(describeUser({ ...initialAttributes(mapping), ...after }, mapping, undefined)).toEqual({
        isAvailable: true,
        show: "dnd",
        status: "hi",
      });
    }
    const cleared = { UserAvailability: { ...F, PresenceValue: "SOMETIMES" } } as AttributeList;
    expect(published(before, cleared, mapping)).toEqual({ ...before, ...cleared });
  });
});

describe("the mapping", () => {
  test.each([
    ["an unknown attribute", (text: string) => text.replace("  Alias:", "  Nickname:"), "toPhone"],
    [
      "an unknown show",
      (text: string) => text.replace("NOT_AVAILABLE: away", "NOT_AVAILABLE: gone"),
      "fromPhone.show.values.NOT_AVAILABLE",
    ],
    [
      "a text for a flag",
      (text: string) => text.replace("{ value: true }", "{ value: yes }"),
      "toPhone.OnlineStatus.available.value",
    ],
    [
      "a text for parts",
      (text: string) => text.replace("xa: { CommC: [{ Cap: IM, Status: OPEN }] }", "xa: OPEN"),
      "toPhone.CommCap.available.byShow.xa",
    ],
    ["a show that is not ranked", (text: string) => text.replace("[chat, none,", "[chat,"), "prefer"],
    [
      "a show without a value",
      (text: string) => text.replace("chat: AVAILABLE, ", ""),
      "toPhone.UserAvailability.available",
    ],
    ["a key too many", (text: string) => `${text}\nmore: 1\n`, "mappings/presence.yaml"],
    ["broken YAML", (text: string) => text.replace("own:", "own: ["), "mappings/presence.yaml:63:17: "],
  ])("with %s is refused, naming the place", (_name, change, place) => {
    const faults = faultsOf(change);
    expect(faults).not.toEqual([]);
    expect(faults.join("\n")).toContain(place);
    for (const fault of faults) expect(fault).toMatch(/^mappings\/presence\.yaml:\d+:\d+: \S/);
  });
});
