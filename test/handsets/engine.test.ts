import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as fc from "fast-check";
import { decode, encode, namespaceOf, type Syntax, VERSIONS, type Version } from "../../src/csp/index.js";
import { Gateway } from "./support/gateway.js";
import { codeIn, Phone } from "./support/phone.js";

const FORMS: readonly { version: Version; syntax: Syntax }[] = [
  { version: "1.1", syntax: "xml" },
  { version: "1.2", syntax: "xml" },
  { version: "1.3", syntax: "xml" },
  { version: "1.1", syntax: "wbxml" },
  { version: "1.2", syntax: "wbxml" },
  { version: "1.3", syntax: "wbxml" },
  { version: "1.2", syntax: "pts" },
];

describe("a POST that cannot be read", () => {
  it.each([
    ["an unknown content type", "image/gif", "GIF89a", 415],
    ["a form of the web", "application/x-www-form-urlencoded", "a=b", 415],
    ["nothing at all", "application/vnd.wv.csp.xml", "", 400],
    ["noise", "application/vnd.wv.csp.wbxml", "\x03\x10\x6a\xff\xff", 400],
    ["XML of another kind", "text/xml", "<html/>", 400],
    ["too much", undefined, "x".repeat(1_048_577), 413],
  ])("as %s is refused by HTTP", async (_, contentType, text, status) => {
    const gateway = await Gateway.start();
    const response = await gateway.exchange({ body: Buffer.from(text, "latin1"), contentType });
    expect(response).toEqual({ status, body: new Uint8Array() });
  });

  it.each(FORMS)(
    "in $version $syntax is answered with a Status where its TransactionID is known",
    async (form) => {
      const gateway = await Gateway.start();
      const phone = new Phone(gateway, form);
      await phone.login();
      const whole = Buffer.from(
        phone.bytes({ kind: "KeepAlive-Request", TimeToLive: 5 }, { transactionId: "42" }),
      );
      const cut =
        form.syntax === "pts" ? Buffer.concat([whole, Buffer.from(" TL=((")]) : whole.subarray(0, -4);
      const { message, response } = await phone.post(cut);
      expect(response.status).toBe(200);
      expect(message).toMatchObject({
        ...form,
        sessionType: "Inband",
        sessionId: phone.sessionId,
        transactionId: "42",
      });
      expect(codeIn(message)).toBe(400);
    },
  );

  it("of an unknown session is answered without one", async () => {
    const phone = new Phone(await Gateway.start(), { syntax: "xml" });
    phone.sessionId = "unknown";
    const { message } = await phone.post(phone.bytes({ kind: "KeepAlive-Request" }).subarray(0, -20));
    expect(message).toMatchObject({ sessionType: "Outband", mode: "Response", transactionId: "1" });
  });

  it("for lack of an element is answered with 402", async () => {
    const phone = new Phone(await Gateway.start(), { syntax: "xml" });
    const text = Buffer.from(phone.bytes(phone.loginRequest({})))
      .toString()
      .replace(/<UserID>.*<\/UserID>/, "");
    expect(codeIn((await phone.post(Buffer.from(text))).message)).toBe(402);
  });

  it("never makes the engine reject, whatever the octets", async () => {
    const gateway = await Gateway.start();
    const phone = new Phone(gateway, { syntax: "xml" });
    await phone.login();
    const whole = phone.bytes({ kind: "KeepAlive-Request" });
    const mutated = fc
      .tuple(fc.nat(whole.length - 1), fc.uint8Array({ maxLength: 8 }))
      .map(([at, octets]) => {
        return Buffer.concat([whole.subarray(0, at), octets, whole.subarray(at + octets.length)]);
      });
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 64 }), mutated), async (body) => {
        const response = await gateway.exchange({ body, contentType: undefined });
        expect([200, 400]).toContain(response.status);
        expect(response.contentType !== undefined).toBe(response.body.length > 0);
      }),
      { seed: 20261001, numRuns: 300 },
    );
    expect(gateway.runtime.errors()).toEqual([]);
  });
});

const UNKNOWN_VERSIONS = [
  ["http://www.wireless-village.org/CSP1.0", "http://www.wireless-village.org/TRC1.0"],
  ["http://www.openmobilealliance.org/DTD/WV-CSP1.4", "http://www.openmobilealliance.org/DTD/WV-TRC1.4"],
  ["http://www.openmobilealliance.org/DTD/IMPS-CSP1.4", "http://www.openmobilealliance.org/DTD/IMPS-TRC1.4"],
  ["urn:foo", "urn:foo"],
] as const;

describe.each(UNKNOWN_VERSIONS)("a request in the unknown version %s", (csp, trc) => {
  const inUnknownVersion = (bytes: Uint8Array) =>
    Buffer.from(
      Buffer.from(bytes)
        .toString()
        .replace(namespaceOf("1.1", "csp"), csp)
        .replace(namespaceOf("1.1", "trc"), trc),
    );

  it("opens no session: it gets 505, in the form of 1.1", async () => {
    const gateway = await Gateway.start();
    const phone = new Phone(gateway, { version: "1.1", syntax: "xml" });
    const login = phone.bytes(phone.loginRequest({ Password: "secret", TimeToLive: 600 }));
    const { message, response } = await phone.post(inUnknownVersion(login));
    expect(response.status).toBe(200);
    expect(message).toMatchObject({ version: "1.1", sessionType: "Outband", transactionId: "1" });
    expect(message?.content).toMatchObject({ kind: "Status", Result: { Code: 505 } });
    expect(gateway.whats()).toEqual([]);
  });

  it("gets 505 in a session of 1.1, too", async () => {
    const phone = new Phone(await Gateway.start(), { version: "1.1", syntax: "xml" });
    await phone.login();
    const { message } = await phone.post(inUnknownVersion(phone.bytes({ kind: "KeepAlive-Request" })));
    expect(codeIn(message)).toBe(505);
  });
});

describe("version discovery", () => {
  it.each(FORMS.filter(({ version, syntax }) => version !== "1.1" && syntax !== "pts"))(
    "in $version $syntax names every version, without session or transaction",
    async (form) => {
      const gateway = await Gateway.start();
      const content = { kind: "WV-CSP-VersionDiscovery-Request" } as const;
      const body = encode({ sessionType: "Outband", mode: "Request", content }, form);
      const response = await gateway.exchange({ body, contentType: undefined });
      const message = decode(response.body);
      expect(message.transactionId).toBeUndefined();
      expect(message.content).toMatchObject({
        kind: "WV-CSP-VersionDiscovery-Response",
        VersionList: { SessionNSName: VERSIONS.map((version) => namespaceOf(version, "csp")) },
      });
    },
  );
});

const TRACES = new URL("../../../shared/traces/", import.meta.url);
const isThere = existsSync(TRACES);
if (!isThere) console.warn(`No request traces at ${TRACES.pathname}: their tests are skipped.`);

(isThere ? describe : describe.skip)("the requests of a real client", () => {
  it.each([
    ["1.1-XML", "1.1", "xml"],
    ["1.2-WBXML", "1.2", "wbxml"],
    ["1.3-WBXML", "1.3", "wbxml"],
    ["1.2-PTS", "1.2", "pts"],
  ] as const)("in %s get an answer each, of the same form and number", async (folder, version, syntax) => {
    const gateway = await Gateway.start();
    const phone = new Phone(gateway, { version, syntax, userAgent: "Android-Imps/0.1" });
    const files = readdirSync(new URL(`${folder}/`, TRACES)).filter((name) =>
      /^\d+-.*\.(xml|wbxml|txt)$/.test(name),
    );
    expect(files.length).toBeGreaterThan(30);
    await phone.login();
    for (const file of files) {
      const request = decode(readFileSync(new URL(`${folder}/${file}`, TRACES)));
      if (request.content.kind === "Login-Request" || request.content.kind === "Unknown") continue;
      const isQuiet = request.content.kind === "Polling-Request" || request.mode === "Response";
      const body = encode({ ...request, sessionId: phone.sessionId ?? "" }, { version, syntax });
      const { message, response } = await phone.post(body);
      expect({ file, status: response.status, isQuiet: message === undefined }).toEqual({
        file,
        status: 200,
        isQuiet,
      });
      if (message === undefined) continue;
      const { transactionId, sessionType } = request;
      expect(message).toMatchObject({ version, syntax, mode: "Response", transactionId, sessionType });
    }
    expect(gateway.whats()).toEqual(["login", "logout"]);
    expect(gateway.runtime.errors()).toEqual([]);
  });
});
