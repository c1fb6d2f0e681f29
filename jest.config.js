export default {
  testEnvironment: "<rootDir>/test/support/environment.ts",
  // Real servers start in seconds, on a busy machine in more.
  testTimeout: 20_000,
  // Servers, gateways and phones of one file are load enough for a small machine.
  maxWorkers: 1,
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
