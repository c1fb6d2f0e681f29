#!/usr/bin/env node
import { existsSync } from "node:fs";

const main = new URL("../dist/cli/main.js", import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  console.error("Hamlet is not built yet: run `npm ci` in its folder.");
  process.exitCode = 1;
}
