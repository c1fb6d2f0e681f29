import type { Linter } from "eslint";

export const ROOMS: Readonly<
  Record<string, { readonly rooms: readonly string[]; readonly packages: readonly string[] }>
>;
export function walls(root: string): Linter.Config[];
