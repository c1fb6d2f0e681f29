import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";
import { walls } from "./scripts/walls.js";

const root = import.meta.dirname;

export default defineConfig(
  { ignores: ["dist/**", "build/**", "src/csp/generated/**", "*.config.js", "bin/**", "scripts/*.js"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: "./test/tsconfig.json", tsconfigRootDir: root } },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      // The compiler reports these.
      "@typescript-eslint/no-unused-vars": "off",
      "no-console": "error",
      "max-lines": ["error", 400],
      "max-lines-per-function": ["error", { max: 40, skipComments: true, skipBlankLines: true }],
    },
  },
  ...walls(root),
  {
    files: ["test/**/*.ts"],
    rules: { "max-lines": ["error", 500], "max-lines-per-function": "off" },
  },
  {
    files: ["scripts/**/*.ts", "bench/**/*.ts", "test/**/*.ts"],
    rules: { "no-console": "off" },
  },
);
