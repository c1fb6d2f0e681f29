import tseslint from "typescript-eslint";

/**
 * Who may import whom, from outside to inside. A room may import the rooms listed for it and itself.
 * bridge is the only room that sees both legs; csp imports nothing of ours.
 */
const ROOMS = {
  csp: [],
  storage: [],
  handsets: ["csp"],
  xmpp: [],
  bridge: ["csp", "handsets", "xmpp", "storage"],
  operator: ["storage"],
  cli: ["csp", "gateway"],
};

const rooms = Object.keys(ROOMS);
const OUTSIDE_WORLD = ["http", "https", "net", "tls", "dgram", "fs", "child_process", "timers"];

function walls(room) {
  const closed = rooms.filter((other) => other !== room && !ROOMS[room].includes(other));
  const patterns = [
    {
      regex: `^(\\.\\./)+(${closed.join("|")})(/|\\.js$)`,
      message: `src/${room}/ may import only: ${ROOMS[room].join(", ") || "nothing of ours"}.`,
    },
  ];
  if (!ROOMS[room].includes("gateway")) {
    patterns.push({ regex: "/gateway\\.js$", message: "Only src/cli/ uses the composition root." });
  }
  if (room === "csp") {
    const names = OUTSIDE_WORLD.join("|");
    patterns.push({
      regex: `^(node:)?(${names})(/|$)`,
      message: "src/csp/ is pure: no sockets, files, clocks.",
    });
    patterns.push({ regex: "^@xmpp/", message: "src/csp/ knows no XMPP." });
  }
  return {
    files: [`src/${room}/**/*.ts`],
    rules: { "no-restricted-imports": ["error", { patterns }] },
  };
}

const pure = {
  files: ["src/csp/**/*.ts"],
  rules: {
    "no-restricted-globals": ["error", "setTimeout", "setInterval", "setImmediate", "fetch", "process"],
    "no-restricted-properties": [
      "error",
      { object: "Date", property: "now", message: "src/csp/ has no clock." },
      { object: "Math", property: "random", message: "src/csp/ is deterministic." },
    ],
  },
};

export default tseslint.config(
  { ignores: ["dist/**", "src/csp/generated/**", "*.config.js", "bin/**"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { project: "./test/tsconfig.json", tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/no-unused-vars": "off",
      "no-console": "error",
      "no-restricted-syntax": [
        "error",
        { selector: "Program > VariableDeclaration[kind='let']", message: "No module-level state." },
        {
          selector: "Program > ExportNamedDeclaration > VariableDeclaration[kind='let']",
          message: "No module-level state.",
        },
      ],
      "max-lines": ["error", 400],
      "max-lines-per-function": ["error", { max: 40, skipComments: true, skipBlankLines: true }],
    },
  },
  ...rooms.map(walls),
  pure,
  {
    files: ["test/**/*.ts"],
    rules: { "max-lines": ["error", 500], "max-lines-per-function": "off" },
  },
  {
    files: ["scripts/**/*.ts", "bench/**/*.ts", "test/**/*.ts"],
    rules: { "no-console": "off" },
  },
);
