import { formatAddress, type UserAddress, userFromJid } from "../../src/csp/index.js";
import type { QuirkName } from "../../src/handsets/index.js";
import { styleOf } from "../../src/handsets/spellings.js";

const HOME = "imps.example.org";

function user(jid: string): UserAddress {
  const result = userFromJid(jid, { home: HOME });
  if (!result.ok || result.address.kind !== "user") throw new Error(`${jid} is no user`);
  return result.address;
}

function open(userId: string, jid: string, quirks: readonly QuirkName[] = ["ids-as-written"]) {
  const own = user(jid);
  const { style, spellings } = styleOf({ userId, user: own, quirks: new Set(quirks) }, HOME);
  return { spellings, write: (of: string) => formatAddress(user(of), style) };
}

describe("how a phone spells users", () => {
  it.each([
    ["wv:alice", "wv:alice"],
    ["alice", "wv:alice"],
    ["alice+home", "wv:alice+home"],
    [`wv:alice+home@${HOME}`, `wv:alice+home@${HOME}`],
  ])("begins with its own id: %s is %s", (userId, expected) => {
    const jid = `${userId.replace("wv:", "").split("@", 1)[0]}@${HOME}`;
    expect(open(userId, jid).write(jid)).toBe(expected);
  });

  it("goes by the last that it wrote, and holds for him alone", () => {
    const { spellings, write } = open("wv:alice", `alice@${HOME}`);
    const dave = user(`dave@${HOME}`);
    spellings?.keep(dave, ` wv:dave@${HOME} `);
    expect(write(dave.jid)).toBe(`wv:dave@${HOME}`);
    expect(write(`carol@${HOME}`)).toBe("wv:carol");
    spellings?.keep(dave, "WV:Dave");
    expect(write(dave.jid)).toBe("wv:dave");
  });

  it("is kept of so many, and no more", () => {
    const { spellings, write } = open("wv:alice", `alice@${HOME}`);
    for (let count = 1; count <= 1001; count++)
      spellings?.keep(user(`u${count}@${HOME}`), `wv:u${count}@${HOME}`);
    expect([write(`u1000@${HOME}`), write(`u1001@${HOME}`)]).toEqual([`wv:u1000@${HOME}`, "wv:u1001"]);
  });

  it("is Hamlet's own to a phone that does not mind", () => {
    const { spellings, write } = open("wv:alice+home", `alice+home@${HOME}`, []);
    expect(spellings).toBeUndefined();
    expect(write(`alice+home@${HOME}`)).toBe("wv:alice%2Bhome");
  });
});
