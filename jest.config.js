export default {
  testEnvironment: "<rootDir>/test/support/environment.ts",
  // A test or a hook may start a server and the gateway, each of which may take up to 30 s on a busy machine.
  testTimeout: 60_000,
  // Each runs servers, gateways and phones of its own: more would make a small machine miss deadlines.
  maxWorkers: 2,
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts"],
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "es6" } },
    ],
  },
};
