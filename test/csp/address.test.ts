import * as fc from "fast-check";
import {
  type Address,
  type AddressSpace,
  canonicalAddress,
  formatAddress,
  parseAddress,
  phoneStyle,
  sameAddress,
} from "../../src/csp/address.js";
import { groupFromJid, userFromJid } from "../../src/csp/address-jid.js";
import { escapeJid, foldCase, unescapeJid } from "../../src/csp/jid-escape.js";

const HOME = "imps.example.org";
const SPACE: AddressSpace = { home: HOME };
const WITH_NUMBERS: AddressSpace = {
  home: HOME,
  phoneNumbers: new Map([
    ["movistar.es", "plus"],
    ["sms.example", "digits"],
  ]),
};
const RUNS = { seed: 20260801, numRuns: 2000 };

const SPECIAL = fc.constantFrom(
  ..." \"&'/:<>@\\%+.ABC0234567acef\u0301\u00DF\u0130\u00E9".split(""),
  "\\5c",
  "\\20",
  "%41",
);
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S}]+$/u;
const localText = fc.oneof(
  fc.string({ unit: "binary", minLength: 1 }),
  fc.string({ unit: "grapheme", minLength: 1 }),
  fc.string({ unit: SPECIAL, minLength: 1 }),
);

function read(text: string, space = SPACE): Address {
  const result = parseAddress(text, space);
  if (!result.ok) throw new Error(`${text}: ${result.problem}`);
  return result.address;
}

function jidOf(address: Address): string {
  return address.kind === "owned" ? address.owner.jid : address.jid;
}

describe("parseAddress", () => {
  it.each([
    ["wv:alice", "user", "alice@imps.example.org"],
    ["alice", "user", "alice@imps.example.org"],
    ["WV:Alice@Example.COM", "user", "alice@example.com"],
    ["alice@example.com", "user", "alice@example.com"],
    ["alice@foo@example.com", "user", "alice\\40foo@example.com"],
    ["  wv:alice \n", "user", "alice@imps.example.org"],
    ["wv:tom%40home%2Fwork", "user", "tom\\40home\\2fwork@imps.example.org"],
    ["wv:d%27artagnan@gascon.fr", "user", "d'artagnan@gascon.fr".replace("'", "\\27")],
    ["wv:jos%C3%A9", "user", "josé@imps.example.org"],
    ["wv:50%", "user", "50%@imps.example.org"],
    ["wv:%FFa", "user", "%ffa@imps.example.org"],
    ["+358401234567", "user", "+358401234567@imps.example.org"],
    ["358401234567", "user", "358401234567@imps.example.org"],
    ["wv:%2B358401234567@example.com", "user", "+358401234567@example.com"],
    ["wv:alice/friends", "owned", "alice@imps.example.org"],
    ["wv:alice/friends@example.com", "owned", "alice@example.com"],
    ["wv:alice/~pep1.0_privatelist@Example.com", "owned", "alice@example.com"],
    ["wv:/Room@conference.example.org", "group", "room@conference.example.org"],
    ["/news", "group", "news@imps.example.org"],
    ["wv:/a%40b%2Fc@conference.example.org", "group", "a\\40b\\2fc@conference.example.org"],
    ["wv:@example.com.", "domain", "example.com"],
    ["wv:alice@[2001:db8::1]", "user", "alice@[2001:db8::1]"],
  ])("reads %j as a %s with the JID %s", (text, kind, jid) => {
    const address = read(text);
    expect(address.kind).toBe(kind);
    expect(jidOf(address)).toBe(jid);
  });

  it.each([
    ["nothing", ""],
    ["a bare scheme", "wv:"],
    ["an empty domain", "wv:alice@"],
    ["an empty server", "@"],
    ["an empty group", "wv:/@example.com"],
    ["an empty list", "wv:alice/@example.com"],
    ["a JID with a resource", "alice@example.com/phone"],
    ["a domain with a blank", "wv:alice@exa mple.com"],
    ["a domain with an escaped slash", "wv:alice@example%2Fcom"],
    ["a domain with an empty label", "wv:alice@example..com"],
    ["a control character", "wv:al%00ice"],
    ["a space that has no plain form", "wv:a\u1680b"],
    ["a line break in a list", "wv:alice/a%0Ab"],
    ["half a surrogate pair", "wv:al\uD800ice"],
    ["an escaped space in front", "wv:%20alice"],
    ["an escaped space at the end", "wv:alice%20@example.com"],
    ["a spacing accent, which XMPP takes for a space and an accent, in front", "wv:\u00B4a"],
    ["only invisible characters", "wv:\u200B\u00AD"],
    ["a name longer than a JID holds", `wv:${"a".repeat(1024)}`],
    ["a name that only escaping makes too long", `wv:a${":".repeat(341)}a`],
    ["a character whose escape would merge with the accent after it", "wv:a>\u0301b"],
  ])("refuses %s with status 901", (_, text) => {
    const result = parseAddress(text, SPACE);
    expect(result).toMatchObject({ ok: false, status: 901 });
    expect(!result.ok && result.problem).toMatch(/^[A-Z].*\.$/);
  });

  it("takes names up to the length of a local part", () => {
    expect(jidOf(read(`wv:${"a".repeat(1023)}`))).toHaveLength(1023 + 1 + HOME.length);
  });

  it("gives an address or status 901 for any string", () => {
    const anyText = fc.string({
      unit: fc.oneof(fc.constantFrom(..."wv:/@%+ \\20"), fc.string({ unit: "binary" })),
    });
    const anyUnits = fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units));
    fc.assert(
      fc.property(fc.oneof(anyText, anyUnits), (text) => {
        const result = parseAddress(text, WITH_NUMBERS);
        if (!result.ok) return result.status === 901;
        return sameAddress(read(formatAddress(result.address), WITH_NUMBERS), result.address);
      }),
      RUNS,
    );
  });
});

describe("phone numbers", () => {
  it.each([
    ["wv:34600123456@movistar.es", "wv:+34600123456@movistar.es", "+34600123456@movistar.es"],
    ["wv:+34600123456@movistar.es", "wv:+34600123456@movistar.es", "+34600123456@movistar.es"],
    ["wv:+34600123456@sms.example", "wv:+34600123456@sms.example", "34600123456@sms.example"],
    ["wv:34600123456/main@sms.example", "wv:+34600123456/main@sms.example", "34600123456@sms.example"],
    ["wv:anna34@movistar.es", "wv:anna34@movistar.es", "anna34@movistar.es"],
    ["wv:12345@icq.example.org", "wv:12345@icq.example.org", "12345@icq.example.org"],
  ])("turns %s into %s and the JID %s", (text, written, jid) => {
    const address = read(text, WITH_NUMBERS);
    expect(formatAddress(address)).toBe(written);
    expect(jidOf(address)).toBe(jid);
  });

  it("shows the number of a JID with its plus sign", () => {
    const result = userFromJid("34600123456@sms.example", WITH_NUMBERS);
    expect(result).toMatchObject({
      ok: true,
      address: { user: "+34600123456", jid: "34600123456@sms.example" },
    });
  });
});

describe("formatAddress", () => {
  const short = phoneStyle("wv:bob", HOME);
  const full = phoneStyle(`bob@${HOME}`, HOME);

  it.each([
    ["Alice", "wv:Alice", "wv:Alice@imps.example.org"],
    ["romeo@example.net", "wv:romeo@example.net", "wv:romeo@example.net"],
    ["alice/my friends", "wv:alice/my%20friends", "wv:alice/my%20friends@imps.example.org"],
    ["/room", "wv:/room@imps.example.org", "wv:/room@imps.example.org"],
    ["@imps.example.org", "wv:@imps.example.org", "wv:@imps.example.org"],
    ["+358401234567", "wv:+358401234567", "wv:+358401234567@imps.example.org"],
    ["tom+work", "wv:tom%2Bwork", "wv:tom%2Bwork@imps.example.org"],
    ["/c++@muc.example", "wv:/c%2B%2B@muc.example", "wv:/c%2B%2B@muc.example"],
    ["tom%40x%2fy", "wv:tom%40x%2Fy", "wv:tom%40x%2Fy@imps.example.org"],
  ])("writes %s as %s for a phone that left its own domain out, else as %s", (text, shortForm, fullForm) => {
    expect(formatAddress(read(text), short)).toBe(shortForm);
    expect(formatAddress(read(text), full)).toBe(fullForm);
    expect(formatAddress(read(text))).toBe(fullForm);
  });

  it("keeps group ids within the characters that Android accepts", () => {
    fc.assert(
      fc.property(localText, (room) => {
        const result = groupFromJid(`${escapeJid(foldCase(room))}@muc.example`);
        if (result.ok) expect(formatAddress(result.address)).toMatch(/^wv:\/[ -*,-.0-?A-~]+@muc\.example$/);
      }),
      RUNS,
    );
  });
});

describe("sameAddress", () => {
  it.each([
    ["wv:alice/~PEP1.0_subscriptions", "ALICE/~pep1.0_Subscriptions@IMPS.example.org"],
    ["wv:%61lice", "alice"],
    ["wv:STRASSE", "stra\u00DFe"],
    ["wv:\u03A3\u0391\u03A3", "\u03C3\u03B1\u03C3"],
    ["wv:\uFF21lice", "alice"],
    ["wv:al\u200Bice", "alice"],
    ["wv:e\u0301va", "\u00C9va"],
    ["wv:/News@muc.example", "/news@MUC.example"],
  ])("takes %s and %s for one", (one, other) => {
    expect(sameAddress(read(one), read(other))).toBe(true);
  });

  it.each([
    ["wv:alice", "wv:alice@example.com"],
    ["wv:alice", "wv:al\u0131ce"],
    ["wv:alice/room", "wv:/room"],
    ["wv:alice%2Froom", "wv:alice/room"],
    ["wv:+1", "wv:1"],
  ])("keeps %s and %s apart", (one, other) => {
    expect(sameAddress(read(one), read(other))).toBe(false);
  });
});

describe("XEP-0106 escaping", () => {
  it.each([
    ["space cadet", "space\\20cadet"],
    ['call me "ishmael"', "call\\20me\\20\\22ishmael\\22"],
    ["at&t guy", "at\\26t\\20guy"],
    ["/.fanboy", "\\2f.fanboy"],
    ["::foo::", "\\3a\\3afoo\\3a\\3a"],
    ["<foo>", "\\3cfoo\\3e"],
    ["user@host", "user\\40host"],
    ["c:\\net", "c\\3a\\net"],
    ["c:\\\\net", "c\\3a\\\\net"],
    ["c:\\5commas", "c\\3a\\5c5commas"],
    ["\\3and\\2is\\5cool", "\\5c3and\\2is\\5c5cool"],
    ["foo\\41r", "foo\\41r"],
    ["call\\20me", "call\\5c20me"],
  ])("maps %s to %s and back", (text, localPart) => {
    expect(escapeJid(text)).toBe(localPart);
    expect(unescapeJid(localPart)).toBe(text);
  });
});

describe("foldCase", () => {
  it("changes nothing the second time, for every code point", () => {
    const moving: string[] = [];
    for (let code = 0; code <= 0x10ffff; code++) {
      const once = foldCase(`a${String.fromCodePoint(code)}b`);
      if (foldCase(once) !== once) moving.push(code.toString(16));
    }
    expect(moving).toEqual([]);
  });
});

describe("round trips", () => {
  it("leads from wv: to a JID and back to the same address", () => {
    let tried = 0;
    fc.assert(
      fc.property(localText, fc.constantFrom("", "/"), (text, slash) => {
        const parsed = parseAddress(`wv:${slash}${encodeURIComponent(text)}@example.net`, SPACE);
        if (!parsed.ok || parsed.address.kind === "owned") return;
        tried++;
        const { jid } = parsed.address;
        const back = slash === "/" ? groupFromJid(jid) : userFromJid(jid, SPACE);
        if (!back.ok) throw new Error(back.problem);
        expect(canonicalAddress(back.address)).toBe(canonicalAddress(parsed.address));
        expect(back.address.jid).toBe(jid);
      }),
      RUNS,
    );
    expect(tried).toBeGreaterThan(RUNS.numRuns / 2);
  });

  it("leads from a JID to wv: and back to the same JID, once servers have folded it", () => {
    let tried = 0;
    const localPart = localText.map((text) => foldCase(foldCase(text).replace(/[ "&'/:<>@]/g, "")));
    fc.assert(
      fc.property(localPart, fc.constantFrom("", "/phone", "/a@b/c"), (local, resource) => {
        const jid = `${local}@example.net`;
        for (const result of [userFromJid(jid + resource, SPACE), groupFromJid(jid + resource)]) {
          if (PRINTABLE.test(local)) expect(result.ok).toBe(true);
          if (!result.ok) continue;
          tried++;
          expect(jidOf(read(formatAddress(result.address)))).toBe(jid);
        }
      }),
      RUNS,
    );
    expect(tried).toBeGreaterThan(RUNS.numRuns);
  });

  it.each(["a\\5cb", "\\20a", "a\\20", "\\20", "\\20\\20a", "\\3c\u0338", "\\5c5cb", "\\5c\\20a"])(
    "keeps the local part %s, which no text escapes to or which looks so",
    (local) => {
      const result = userFromJid(`${local}@example.net`, SPACE);
      if (!result.ok) throw new Error(result.problem);
      expect(jidOf(read(formatAddress(result.address)))).toBe(`${local}@example.net`);
    },
  );
});

describe("userFromJid and groupFromJid", () => {
  it.each([
    "",
    "@example.net",
    "a b@example.net",
    "a<b@example.net",
    "a\0b@example.net",
    "a@",
    "a@b@c",
    "a@b c/r",
  ])("refuse %j with status 901", (jid) => {
    expect(userFromJid(jid, SPACE)).toMatchObject({ ok: false, status: 901 });
    expect(groupFromJid(jid)).toMatchObject({ ok: false, status: 901 });
  });

  it("fold the case of a JID", () => {
    expect(userFromJid("Romeo@Example.NET/Orchard", SPACE)).toMatchObject({
      ok: true,
      address: { kind: "user", user: "romeo", jid: "romeo@example.net" },
    });
  });

  it("take a JID without a local part for a server, which is no group", () => {
    expect(userFromJid("Example.net/x", SPACE)).toMatchObject({
      ok: true,
      address: { kind: "domain", jid: "example.net" },
    });
    expect(groupFromJid("example.net")).toMatchObject({ ok: false, status: 901 });
  });

  it("write the room of an occupant as wv:/ROOM@SERVICE", () => {
    const result = groupFromJid("Tea\\20Party@conference.example.org/Mad Hatter");
    expect(result.ok && formatAddress(result.address)).toBe("wv:/tea%20party@conference.example.org");
  });
});
