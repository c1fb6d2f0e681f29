import { Gateway } from "./support/gateway.js";
import { codeIn, Phone } from "./support/phone.js";

const XML = "application/vnd.wv.csp.xml";
const LATIN = "Jos\xe9 \x80";

async function phoneOfXml(): Promise<Phone> {
  return new Phone(await Gateway.start(), { syntax: "xml" });
}

/** A login whose device is named by octets, each written as the character of its number. */
function login(phone: Phone, name: string, declaration = ""): Buffer {
  const bytes = phone.bytes(phone.loginRequest({ Password: "secret", TimeToLive: 600 }));
  const text = Buffer.from(bytes).toString().replace("http://example.org/phone", name);
  return Buffer.from(`${declaration}${text}`, "latin1");
}

describe("XML that is not UTF-8", () => {
  it.each([
    ["without a charset, as windows-1252", XML, LATIN, "Jos\u00e9 \u20ac"],
    ["without a type, as windows-1252", undefined, LATIN, "Jos\u00e9 \u20ac"],
    ["in the charset of its type", `${XML}; charset=iso-8859-2`, "\xea\xf3", "\u0119\u00f3"],
    ["in quotes and capitals", `${XML};Charset="KOI8-R"`, "\xc1\xc2", "\u0430\u0431"],
    ["with its faults, where the type says UTF-8", `${XML}; charset=utf-8`, "\xc3\xb3 \xe9", "\u00f3 \ufffd"],
    ["of an unknown charset, as windows-1252", `${XML}; charset=x-motorola`, LATIN, "Jos\u00e9 \u20ac"],
    ["of a charset that it cannot be in, too", `${XML}; charset=utf-16`, LATIN, "Jos\u00e9 \u20ac"],
  ])("is read %s", async (_, contentType, octets, name) => {
    const phone = await phoneOfXml();
    const { message } = await phone.post(login(phone, octets), true, { contentType });
    expect(codeIn(message)).toBe(200);
    expect(message?.content).toMatchObject({ ClientID: { URL: name } });
  });

  it.each([
    ["declares UTF-8", '<?xml version="1.0" encoding="UTF-8"?>'],
    ["has the byte order mark of UTF-8", "\xef\xbb\xbf"],
  ])("is refused where it %s", async (_, declaration) => {
    const phone = await phoneOfXml();
    const { response } = await phone.post(login(phone, LATIN, declaration));
    expect(response).toMatchObject({ status: 400, body: new Uint8Array() });
  });

  it("is read as it declares, whatever its type says", async () => {
    const phone = await phoneOfXml();
    const body = login(phone, "\xea\xf3", '<?xml version="1.0" encoding="ISO-8859-2"?>');
    const { message } = await phone.post(body, true, { contentType: `${XML}; charset=koi8-r` });
    expect(message?.content).toMatchObject({ ClientID: { URL: "\u0119\u00f3" } });
  });

  it("is answered as malformed XML where it is that, too", async () => {
    const phone = await phoneOfXml();
    const { message } = await phone.post(login(phone, LATIN).subarray(0, -8));
    expect(message).toMatchObject({ transactionId: "1" });
    expect(codeIn(message)).toBe(400);
  });

  it("is not what UTF-8 is taken for, whatever its type says", async () => {
    const phone = await phoneOfXml();
    const body = login(phone, "\xc3\xb3");
    const { message } = await phone.post(body, true, { contentType: `${XML}; charset=iso-8859-1` });
    expect(message?.content).toMatchObject({ ClientID: { URL: "\u00f3" } });
  });

  it("is refused where it is WBXML", async () => {
    const phone = new Phone(await Gateway.start());
    const bytes = Buffer.from(phone.bytes(phone.loginRequest({ Password: "secret" })));
    bytes[bytes.indexOf("example")] = 0xe9;
    const { message, response } = await phone.post(bytes);
    expect(codeIn(message) ?? response.status).toBe(400);
  });
});
