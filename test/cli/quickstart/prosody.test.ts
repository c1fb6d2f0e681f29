import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { lua } from "../../../src/cli/quickstart/prosody.js";
import { JabberUser } from "../../support/jabber/index.js";
import { startProsody, type XmppServer } from "../../support/servers/index.js";

/** Prosody's own interpreter. */
function readBack(expressions: readonly string[]): string {
  const script = expressions.map((expression) => `io.write(${expression}, "\\0\\0")`).join("\n");
  const { stdout, stderr, status } = spawnSync("lua", ["-"], { input: script });
  if (status !== 0) throw new Error(stderr.toString());
  return stdout.toString();
}

test("any text is a Lua string that says the same", () => {
  const texts = ['"', "\\", "\\u0041", "]]", "\n\r\t\b\f", "\u0001\u001f7\u007f", "é👩‍👧", "%d", "--"];
  const all = [...texts, ...fc.sample(fc.string({ unit: "grapheme" }), { numRuns: 200, seed: 7 })];
  const separate = all.filter((text) => !text.includes("\0"));
  expect(readBack(separate.map(lua))).toBe(separate.map((text) => `${text}\0\0`).join(""));
});

describe("accounts of any name and password", () => {
  const accounts = { "o.neil-x_y@localhost": 'pass "word" \\ = , ž', "žluť@example.net": "s" };
  let server: XmppServer;
  beforeAll(async () => {
    server = await startProsody({ users: accounts });
  });
  afterAll(() => server.close());

  test.each(Object.entries(accounts))("can log in: %s", async (jid, password) => {
    const user = new JabberUser({ jid, password, port: server.ports.client });
    await user.connect();
    expect(user.fullJid.split("/")[0]).toBe(jid);
    await user.close();
  });
});
