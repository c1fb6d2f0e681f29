import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { chooseSchema, computeDigest, verifyDigest, verifyPassword } from "../../src/csp/digest.js";

const NONCE = "nonce0123456789";
const RUNS = { seed: 20260802, numRuns: 300 };

describe("chooseSchema", () => {
  it.each([
    [["SHA", "MD5"], "MD5"],
    [["SHA,MD4, md5"], "MD5"],
    [["PWD", "SHA"], "SHA"],
    [[" pwd "], "PWD"],
    [["MD4", "MD6", "SHA"], "SHA"],
  ])("picks from the offer %j the schema %s", (offered, schema) => {
    expect(chooseSchema(offered)).toEqual({ ok: true, schema });
  });

  it.each([[[]], [["MD4"]], [["MD55"]], [["", ","]]])("refuses the offer %j with status 543", (offered) => {
    expect(chooseSchema(offered)).toMatchObject({ ok: false, status: 543 });
  });

  it("picks only what the server permits, in the server's order", () => {
    expect(chooseSchema(["MD5", "SHA", "PWD"], ["PWD", "SHA"])).toEqual({ ok: true, schema: "PWD" });
    expect(chooseSchema(["MD5"], ["PWD"])).toMatchObject({ ok: false, status: 543 });
  });
});

describe("computeDigest", () => {
  it("gives the value that Android IM was seen to send", () => {
    expect(computeDigest("MD5", NONCE, "secret")).toBe("V3EJaFgC5AIm2GI1pAV0dQ==");
  });

  it("hashes the nonce's text before the password's, with SHA-1 for SHA", () => {
    const expected = createHash("sha1").update("nonce0123456789secret", "ascii").digest("base64");
    expect(computeDigest("SHA", NONCE, "secret")).toBe(expected);
  });

  it.each([
    ["p\u00E4ss", "question-mark", [0x70, 0xe4, 0x73, 0x73]],
    ["p\u00E4ss", "low-byte", [0x70, 0xe4, 0x73, 0x73]],
    ["\u20AC5", "question-mark", [0x3f, 0x35]],
    ["\u20AC5", "low-byte", [0xac, 0x35]],
    ["\u{1F600}5", "question-mark", [0x3f, 0x35]],
    ["\u{1F600}5", "low-byte", [0x3d, 0x00, 0x35]],
  ] as const)("turns %s in the form %s into the bytes %j", (password, form, bytes) => {
    const expected = createHash("md5").update(NONCE, "ascii").update(Uint8Array.from(bytes)).digest("base64");
    expect(computeDigest("MD5", NONCE, password, form)).toBe(expected);
  });
});

describe("verifyDigest", () => {
  it("accepts both byte forms of any password, under either schema", () => {
    const forms = fc.constantFrom("question-mark" as const, "low-byte" as const);
    fc.assert(
      fc.property(
        fc.constantFrom("MD5" as const, "SHA" as const),
        fc.string({ unit: "binary" }),
        forms,
        (schema, password, form) =>
          verifyDigest(schema, NONCE, password, computeDigest(schema, NONCE, password, form)),
      ),
      RUNS,
    );
  });

  it.each([
    ["another password", computeDigest("MD5", NONCE, "Secret")],
    ["another nonce", computeDigest("MD5", "nonce", "secret")],
    ["another schema", computeDigest("SHA", NONCE, "secret")],
    ["one wrong bit", "V3EJaFgC5AIm2GI1pAV0dA=="],
    ["a shortened digest", "V3EJaFgC5AIm2GI1pAV0"],
    ["an extended digest", "V3EJaFgC5AIm2GI1pAV0dQAA"],
    ["hex instead of Base64", "577109685802e40226d86235a4057475"],
    ["nothing", ""],
    ["no Base64 at all", "\u0000!"],
    ["Base64 with rubbish inside", "V3EJ!aFgC5AIm2GI1pAV0dQ=="],
  ])("refuses %s", (_, digest) => {
    expect(verifyDigest("MD5", NONCE, "secret", digest)).toBe(false);
  });

  it("overlooks line breaks and missing padding", () => {
    expect(verifyDigest("MD5", NONCE, "secret", "V3EJaFgC5AIm\r\n2GI1pAV0dQ")).toBe(true);
  });
});

describe("verifyPassword", () => {
  it.each([
    ["secret", true],
    ["Secret", false],
    ["secret ", false],
    ["", false],
  ])("says of %j: %s", (given, right) => {
    expect(verifyPassword("secret", given)).toBe(right);
  });
});
