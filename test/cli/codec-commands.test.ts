import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { documentBytes, documentText } from "../support/documents.js";
import { xmlMessage } from "../support/messages.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

function hamlet(input: string | Uint8Array, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["bin/hamlet.js", ...args], {
    cwd: ROOT,
    input,
  });
  return { status, stdout, stderr: stderr.toString() };
}

describe("hamlet decode", () => {
  it("writes a WBXML document as XML", () => {
    const { status, stdout, stderr } = hamlet(documentBytes("golden/12-status-partial.wbxml"), "decode");
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout.toString()).toBe(documentText("golden/12-status-partial.xml"));
  });

  it("writes version, syntax and typed content as JSON", () => {
    const { status, stdout } = hamlet(
      documentBytes("golden/11-keepalive-response.wbxml"),
      "decode",
      "--to",
      "json",
    );
    expect(status).toBe(0);
    expect(JSON.parse(stdout.toString())).toMatchObject({
      version: "1.1",
      syntax: "wbxml",
      mode: "Response",
      content: { kind: "KeepAlive-Response", Result: { Code: 200 } },
    });
  });

  it("reads plain text", () => {
    const { stdout } = hamlet("WV12GL7 SI=s1", "decode", "--from", "pts");
    expect(stdout.toString()).toContain("<GetList-Request></GetList-Request>");
  });

  it.each([
    ["nothing", "", [], "error: empty-input at 0: "],
    [
      "a broken document",
      documentBytes("hostile/opaque-length-2gib.wbxml"),
      [],
      "error: opaque-length at 75: ",
    ],
    ["XML announced as WBXML", "<a/>", ["--from", "wbxml"], "error: wbxml-version at 0: "],
    [
      "a message without a mandatory element",
      xmlMessage("<Status/>"),
      ["--to", "json"],
      "error: missing-element at ",
    ],
  ])("answers %s with one line and exit code 1", (_what, input, args, line) => {
    const { status, stdout, stderr } = hamlet(input, "decode", ...args);
    expect([status, stdout.length]).toEqual([1, 0]);
    expect(stderr.startsWith(line)).toBe(true);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  it("refuses an endless input", () => {
    const { status, stderr } = hamlet(new Uint8Array(3_000_000).fill(3), "decode");
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^error: input-too-large at 1048576: /)]);
  });
});

describe("hamlet encode", () => {
  it("writes XML as WBXML, in the version of the document or the one that is named", () => {
    const xml = documentText("golden/12-status-partial.xml");
    expect(hamlet(xml, "encode", "--to", "wbxml").stdout).toEqual(
      Buffer.from(documentBytes("golden/12-status-partial.wbxml")),
    );
    const { stdout } = hamlet(xml, "encode", "--to", "wbxml", "--version", "1.3");
    expect(stdout[1]).toBe(0x12);
    expect(hamlet(stdout, "decode").stdout.toString()).toContain("DTD/IMPS-TRC1.3");
  });

  it("writes XML as plain text", () => {
    expect(hamlet(xmlMessage("<GetList-Request/>"), "encode", "--to", "pts").stdout.toString()).toBe(
      "WV12GL7 SI=s1",
    );
  });

  it("refuses what plain text has no code for", () => {
    const { status, stderr } = hamlet(
      xmlMessage("<GetJoinedUsers-Request><GroupID>wv:/a@b</GroupID></GetJoinedUsers-Request>"),
      "encode",
      "--to",
      "pts",
    );
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^error: not-in-syntax at .*GetJoinedUsers-Request/),
    ]);
  });
});

describe("hamlet", () => {
  it.each([
    ["an unknown command", ["frobnicate"]],
    ["an unknown option", ["decode", "--loud"]],
    ["a missing option", ["encode"]],
    ["an unknown version", ["encode", "--to", "xml", "--version", "2.0"]],
  ])("answers %s with one sentence and exit code 1", (_what, args) => {
    const { status, stderr } = hamlet("", ...args);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error: .*\n$/);
  });

  it("tells its version", () => {
    expect(hamlet("", "--version").stdout.toString()).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it("can be imported by name in the checkout", () => {
    const script =
      'const { decode } = await import("hamlet/csp"); console.log(decode(Buffer.from("WV12PO0 SI=s1")).content.kind)';
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { cwd: ROOT });
    expect(stdout.toString().trim()).toBe("Polling-Request");
  });
});
