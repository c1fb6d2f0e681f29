export default {
  testEnvironment: "<rootDir>/test/support/environment.ts",
  // Real servers start in seconds, on a busy machine in more.
  testTimeout: 20_000,
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
