import type { z } from "zod";

export type Path = readonly PropertyKey[];

/** What is wrong with a value of a file that an operator wrote. */
export interface Fault {
  readonly path: Path;
  /** Reads on from the path: "must be …", "is …". */
  readonly problem: string;
}

type Issue = z.core.$ZodIssue;

const GROUP = "must be a group of keys";
const EXPECTED: Readonly<Record<string, string>> = {
  string: "must be text (put it in quotes)",
  object: GROUP,
  record: GROUP,
  array: "must be a list",
  boolean: "must be true or false",
};

/** A value of another kind altogether: these tell what is missing, too. */
const MISFITS: readonly Issue["code"][] = ["invalid_type", "invalid_value", "invalid_union"];

const isMissing = ({ code, input }: Issue) => MISFITS.includes(code) && input === undefined;

function problemOf(issue: Issue): string {
  if (isMissing(issue)) return "is missing";
  if (issue.code === "invalid_value") return `must be one of ${issue.values.join(", ")}`;
  const [inner] = issue.code === "invalid_key" ? issue.issues : [];
  if (inner !== undefined) return problemOf(inner);
  return (issue.code === "invalid_type" ? EXPECTED[issue.expected] : undefined) ?? issue.message;
}

/** Of the forms that a value could have, the one that was meant: of its kind, and with the fewest faults. */
function meant(forms: readonly (readonly Issue[])[]): readonly Issue[] {
  const isOfKind = (issues: readonly Issue[]) =>
    !issues.some(({ code, path }) => path.length === 0 && MISFITS.includes(code));
  const fitting = forms.filter(isOfKind);
  const candidates = fitting.length > 0 ? fitting : forms;
  const fewest = Math.min(...candidates.map((issues) => issues.length));
  return candidates.findLast((issues) => issues.length === fewest) ?? [];
}

/**
 * The faults that an issue of zod tells, as sentences for an operator.
 * @param issue of a parsing that reported the input
 */
export function faultsOf(issue: Issue): readonly Fault[] {
  const { path } = issue;
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ path: [...path, key], problem: "is not a known key" }));
  if (issue.code !== "invalid_union" || isMissing(issue)) return [{ path, problem: problemOf(issue) }];
  const values = issue.errors.flat().flatMap((each) => (each.code === "invalid_value" ? each.values : []));
  const others = values.length === 0 ? "" : `, or ${values.join(", ")}`;
  return meant(issue.errors)
    .flatMap(faultsOf)
    .map((fault) => ({
      path: [...path, ...fault.path],
      problem: fault.path.length === 0 ? fault.problem + others : fault.problem,
    }));
}

/** A path as it is told; empty for the whole file. */
export const told = (path: Path) => path.map(String).join(".");
