import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ESLint } from "eslint";
import tseslint from "typescript-eslint";
import { walls } from "../scripts/walls.js";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

const eslint = new ESLint({
  cwd: ROOT,
  overrideConfigFile: true,
  overrideConfig: [
    { files: ["**/*.ts"], languageOptions: { parser: tseslint.parser } },
    ...walls(ROOT),
  ] as never,
});

async function complaints(file: string, code: string): Promise<number> {
  const [result] = await eslint.lintText(code, { filePath: resolve(ROOT, file) });
  return result?.messages.length ?? 0;
}

describe("the walls between the rooms let through", () => {
  it.each([
    ["src/csp/walker.ts", 'import { walk } from "./sink.js";'],
    ["src/csp/wbxml/reader.ts", 'import { CspError } from "../errors.js";'],
    ["src/csp/xml/reader.ts", 'import { XMLParser } from "fast-xml-parser";'],
    ["src/csp/values.ts", "export const at = (time: number) => new Date(time);"],
    ["src/handsets/http.ts", 'import { decode } from "../csp/index.js"; import net from "node:net";'],
    [
      "src/bridge/messages.ts",
      'import { a } from "../xmpp/index.js"; import { b } from "../handsets/index.js";',
    ],
    ["src/operator/server.ts", 'import { listen } from "../listening.js";'],
    ["src/cli/main.ts", 'import { start } from "../gateway.js";'],
  ])("in %s: %s", async (file, code) => {
    expect(await complaints(file, code)).toBe(0);
  });
});

describe("the walls between the rooms stop", () => {
  it.each([
    ["src/csp/walker.ts", 'import { a } from "../bridge/messages.js";'],
    ["src/csp/walker.ts", 'import type { A } from "../bridge/messages.js";'],
    ["src/csp/walker.ts", 'export * from "../bridge/messages.js";'],
    ["src/csp/walker.ts", 'export const a = () => import("../bridge/messages.js");'],
    ["src/csp/walker.ts", 'export type A = import("../bridge/messages.js").A;'],
    ["src/csp/walker.ts", "export const a = (name: string) => import(name);"],
    ["src/csp/walker.ts", 'import { a } from "../../src/bridge/messages.js";'],
    ["src/csp/walker.ts", 'import { a } from "../util.js";'],
    ["src/csp/walker.ts", 'import { a } from "../gateway.js";'],
    ["src/csp/walker.ts", 'import { xml } from "@xmpp/component";'],
    ["src/csp/walker.ts", 'import { readFileSync } from "node:fs";'],
    ["src/csp/walker.ts", 'import { readFileSync } from "fs";'],
    ["src/csp/walker.ts", 'import net from "node:net";'],
    ["src/csp/walker.ts", "export const now = () => Date.now();"],
    ["src/csp/walker.ts", "export const now = () => new Date();"],
    ["src/csp/walker.ts", "export const now = () => performance.now();"],
    ["src/csp/walker.ts", "export const id = () => crypto.randomUUID();"],
    ["src/csp/walker.ts", "export const dice = () => Math.random();"],
    ["src/csp/walker.ts", "export const later = (f: () => void) => setTimeout(f, 1);"],
    ["src/csp/walker.ts", "let count = 0; export const next = () => count++;"],
    ["src/csp/walker.ts", "export let count = 0;"],
    ["src/handsets/http.ts", 'import { a } from "../xmpp/index.js";'],
    ["src/handsets/http.ts", 'import { a } from "../csp/wbxml/writer.js";'],
    ["src/handsets/http.ts", 'import { xml } from "@xmpp/client";'],
    ["src/xmpp/link.ts", 'import { decode } from "../csp/index.js";'],
    ["src/xmpp/link.ts", 'import { decode } from "hamlet/csp";'],
    ["src/bridge/messages.ts", 'import net from "node:net";'],
    ["src/bridge/messages.ts", 'import Database from "better-sqlite3";'],
    ["src/cli/main.ts", 'import { a } from "../bridge/index.js";'],
  ])("in %s: %s", async (file, code) => {
    expect(await complaints(file, code)).toBeGreaterThan(0);
  });
});
