import type { FieldsOf, Syntax, Version } from "../../src/csp/index.js";
import { Gateway } from "./support/gateway.js";
import { codeIn, Phone } from "./support/phone.js";

const VERSIONS: readonly Version[] = ["1.1", "1.2", "1.3"];
const SYNTAXES: readonly Syntax[] = ["xml", "wbxml", "pts"];
const FORMS = VERSIONS.flatMap((version) => SYNTAXES.map((syntax) => ({ version, syntax })));

describe.each(FORMS)("login in $version $syntax", ({ version, syntax }) => {
  it("in two steps opens a session", async () => {
    const gateway = await Gateway.start();
    const phone = new Phone(gateway, { version, syntax });
    const answer = await phone.login();
    expect(answer).toMatchObject({
      version,
      syntax,
      sessionType: "Outband",
      mode: "Response",
      transactionId: "1",
    });
    expect(answer.content).toMatchObject({
      kind: "Login-Response",
      ClientID: { URL: "http://example.org/phone" },
      Result: { Code: 200 },
      KeepAliveTime: 600,
      CapabilityRequest: true,
    });
    expect(phone.sessionId).toMatch(/^[a-z0-9]{32}$/);
    expect(gateway.told).toMatchObject([
      { what: "login", session: { id: phone.sessionId, version, syntax } },
    ]);
  });

  it.each([
    [["MD5", "SHA"], "MD5"],
    [["SHA"], "SHA"],
    [["PWD"], "PWD"],
  ])("in four steps with %j uses %s", async (offered, schema) => {
    const phone = new Phone(await Gateway.start(), { version, syntax });
    const [challenge, answer] = await phone.loginByDigest(offered);
    expect(challenge).toMatchObject({ sessionType: "Outband", transactionId: "1" });
    expect(challenge.content).toMatchObject({ Result: { Code: 401 }, DigestSchema: schema });
    expect((challenge.content as FieldsOf<"Login-Response">).SessionID).toBeUndefined();
    expect(codeIn(answer)).toBe(200);
  });

  it("answers a wrong password and an unknown user alike, and never twice with 401", async () => {
    const gateway = await Gateway.start();
    for (const userId of ["wv:alice", "wv:nobody", "wv:alice@elsewhere.example.org"]) {
      const phone = new Phone(gateway, { version, syntax, userId });
      expect(codeIn(await phone.login("wrong"))).toBe(409);
      const [challenge, answer] = await phone.loginByDigest(["MD5"], "wrong");
      expect(codeIn(challenge)).toBe(401);
      expect(codeIn(answer)).toBe(409);
      expect(phone.sessionId).toBeUndefined();
    }
    expect(gateway.told).toEqual([]);
  });
});
