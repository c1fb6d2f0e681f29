import { dirname, relative, resolve, sep } from "node:path";

/**
 * The rooms of src/: whom each may import besides itself, and which packages. `bridge` is the only room that sees
 * both legs; `csp` imports nothing of ours. A room is entered by its index, never deeper.
 */
export const ROOMS = {
  csp: { rooms: [], packages: ["fast-xml-parser", "node:buffer", "node:crypto"] },
  storage: { rooms: ["runtime.js"], packages: ["better-sqlite3", "pg", "node:*"] },
  handsets: { rooms: ["csp", "runtime.js", "listening.js", "keyed-lock.js"], packages: ["zod", "node:*"] },
  xmpp: { rooms: ["runtime.js"], packages: ["@xmpp/component", "@xmpp/client", "node:*"] },
  bridge: {
    rooms: ["csp", "handsets", "xmpp", "storage", "runtime.js", "keyed-lock.js"],
    packages: ["zod", "node:crypto"],
  },
  operator: { rooms: ["storage", "runtime.js", "listening.js"], packages: ["node:*"] },
  gateway: {
    rooms: ["csp", "storage", "handsets", "xmpp", "bridge", "operator", "runtime.js"],
    packages: ["pino", "yaml", "zod", "node:*"],
  },
  cli: { rooms: ["csp", "gateway.js"], packages: ["commander", "@xmpp/client", "yaml", "node:*"] },
};

const isListed = (name, packages) =>
  packages.some((each) => (each.endsWith("*") ? name.startsWith(each.slice(0, -1)) : name === each));

/** Why a file of a room must not import something; undefined if it may. */
function objection(room, source, file, root) {
  const { rooms, packages } = ROOMS[room];
  if (!source.startsWith(".")) {
    const allowed = packages.join(", ") || "no package";
    return isListed(source, packages) ? undefined : `src/${room}/ may import ${allowed}, and not ${source}.`;
  }
  const target = relative(resolve(root, "src"), resolve(dirname(file), source));
  const [entered, ...rest] = target.split(sep);
  if (entered === room) return undefined;
  if (!rooms.includes(entered))
    return `src/${room}/ may enter ${rooms.join(", ") || "no other room"}, and not ${target}.`;
  const isDoor = rest.length === 0 || (rest.length === 1 && rest[0] === "index.js");
  return isDoor ? undefined : `src/${entered}/ is entered by its index.js, not by ${rest.join("/")}.`;
}

const rule = {
  meta: { type: "problem", schema: [{ type: "object" }] },
  create(context) {
    const root = context.options[0].root;
    const file = resolve(root, context.filename);
    const [room] = relative(resolve(root, "src"), file).split(sep);
    if (!(room in ROOMS)) return {};
    const check = (node, source) => {
      if (typeof source !== "string") {
        context.report({ node, message: "Import by a name that can be read here." });
        return;
      }
      const message = objection(room, source, file, root);
      if (message !== undefined) context.report({ node, message });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source.value),
      ExportAllDeclaration: (node) => check(node, node.source.value),
      ExportNamedDeclaration: (node) => node.source && check(node, node.source.value),
      ImportExpression: (node) => check(node, node.source.value),
      TSImportType: (node) => check(node, node.source?.value ?? node.argument?.literal?.value),
    };
  },
};

const PURE = "src/csp/ is pure: no clock, no randomness, no timers, no process.";
const pureGlobals = [
  "crypto",
  "fetch",
  "globalThis",
  "performance",
  "process",
  "queueMicrotask",
  "setImmediate",
  "setInterval",
  "setTimeout",
].map((name) => ({ name, message: PURE }));

const NO_MODULE_STATE = [
  "Program > VariableDeclaration[kind='let']",
  "ExportNamedDeclaration > VariableDeclaration[kind='let']",
].map((selector) => ({ selector, message: "No module-level state." }));
const NO_CLOCK = [
  "NewExpression[callee.name='Date'][arguments.length=0]",
  "CallExpression[callee.name='Date']",
].map((selector) => ({ selector, message: PURE }));

/** ESLint configuration that holds the walls between the rooms of a checkout. */
export function walls(root) {
  return [
    {
      files: ["**/*.ts"],
      rules: { "no-restricted-syntax": ["error", ...NO_MODULE_STATE] },
    },
    {
      files: ["src/**/*.ts"],
      plugins: { hamlet: { rules: { walls: rule } } },
      rules: { "hamlet/walls": ["error", { root }] },
    },
    {
      files: ["src/csp/**/*.ts"],
      rules: {
        "no-restricted-globals": ["error", ...pureGlobals],
        "no-restricted-properties": [
          "error",
          { object: "Date", property: "now", message: PURE },
          { object: "Math", property: "random", message: PURE },
        ],
        "no-restricted-syntax": ["error", ...NO_MODULE_STATE, ...NO_CLOCK],
      },
    },
  ];
}
