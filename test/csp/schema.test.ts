import { serviceTree } from "../../src/csp/generated/service-tree.js";
import { wbxmlTokens } from "../../src/csp/generated/wbxml-tokens.js";
import { type FieldsOf, type KnownContent, PRIMITIVES, VERSIONS, type Version } from "../../src/csp/index.js";
import type { Element } from "../../src/csp/schema/dsl.js";
import { ELEMENTS, tagOf } from "../../src/csp/schema/registry.js";

interface LeafRow {
  readonly in?: readonly Version[];
  readonly covers: readonly string[];
}

/** Leaves by feature and functional group. */
const leafRows = Object.entries<Readonly<Record<string, Readonly<Record<string, LeafRow>>>>>(
  serviceTree.features,
).flatMap(([feature, groups]) =>
  Object.entries(groups).flatMap(([group, leaves]) =>
    Object.entries(leaves).map(([leaf, row]) => ({ place: `${feature}/${group}/${leaf}`, row })),
  ),
);

interface Row {
  readonly in?: readonly Version[];
  readonly read?: readonly Version[];
}

const rows = Object.entries(wbxmlTokens.pages).flatMap(([page, { tags }]) =>
  Object.entries<number | Row>(tags).map(([name, entry]) => ({
    name,
    page,
    versions: typeof entry === "number" ? VERSIONS : (entry.in ?? VERSIONS),
  })),
);
const byName = new Map<string, Element[]>();
for (const element of ELEMENTS) byName.set(element.name, [...(byName.get(element.name) ?? []), element]);

/** Elements whose tokens stay in a version that has dropped the primitive. */
const DROPPED = ["PresenceAuth-Request", "PresenceAuth-User"];

describe("the declarations", () => {
  it("cover every element of the token tables", () => {
    const undeclared = rows.filter(({ name }) => tagOf(name) === undefined);
    expect(undeclared).toEqual([]);
  });

  // An element without any token is written as a literal; see docs/adding-an-element.md.
  const withToken = ELEMENTS.filter(({ name }) => rows.some((row) => row.name === name));

  it("name for each element the code page that the token tables have", () => {
    const wrong = withToken.filter(
      ({ name, page }) => !rows.some((row) => row.name === name && row.page === page),
    );
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it("claim no version in which an element has no token", () => {
    const wrong = withToken.filter(({ name, page, versions }) => {
      const row = rows.find((each) => each.name === name && each.page === page);
      return versions.some((version) => !row?.versions.includes(version));
    });
    expect(wrong.map(({ name, versions }) => `${name} ${versions.join()}`)).toEqual([]);
  });

  it("claim every version in which an element has a token", () => {
    const wrong = rows.filter(({ name, versions }) => {
      const claimed = byName.get(name)?.flatMap((element) => element.versions) ?? [];
      return versions.some((version) => !claimed.includes(version));
    });
    expect(wrong.map(({ name }) => name)).toEqual(DROPPED);
  });

  it("give no struct two children of one name", () => {
    for (const element of ELEMENTS) {
      if (!("children" in element)) continue;
      const names = element.children.map(({ element: child }) => child.name);
      expect(names).toEqual([...new Set(names)]);
    }
  });

  it("offer as alternatives only children that exist", () => {
    for (const element of ELEMENTS) {
      if (!("anyOf" in element)) continue;
      const names = element.children.map(({ element: child }) => child.name);
      expect(names).toEqual(expect.arrayContaining([...element.anyOf]));
    }
  });

  it("name for each request what answers it, and answers that exist", () => {
    const names = PRIMITIVES.map(({ name }) => name);
    for (const { name, answers } of PRIMITIVES) {
      expect(names).toEqual(expect.arrayContaining([...answers]));
      // A poll is answered by whatever is waiting, or by an empty body.
      if (name.endsWith("-Request") && name !== "Polling-Request") {
        expect({ name, answered: answers.length > 0 }).toEqual({ name, answered: true });
      }
    }
  });

  it("make each primitive once", () => {
    const names = PRIMITIVES.map(({ name }) => name);
    expect(names).toHaveLength(new Set(names).size);
    expect(names).toEqual(
      expect.arrayContaining(["Status", "SendMessage-Request", "ExtendConversation-Request"]),
    );
  });

  it("and the service tree of the mappings agree on the place of every leaf", () => {
    const functionsOf = (element: Element) =>
      "children" in element ? element.children.map(({ element: child }) => child as Element) : [];
    const tree = ELEMENTS.find(({ name }) => name === "WVCSPFeat") as Element;
    const declared = functionsOf(tree).flatMap((feature) =>
      functionsOf(feature).flatMap((group) =>
        functionsOf(group).map(
          ({ name, versions }) => `${feature.name}/${group.name}/${name} ${versions.join()}`,
        ),
      ),
    );
    const mapped = leafRows.map(({ place, row }) => `${place} ${(row.in ?? VERSIONS).join()}`);
    expect(declared).toEqual(expect.arrayContaining(mapped));
  });

  it("of the service tree name primitives that exist", () => {
    const covered = leafRows.flatMap(({ row }) => row.covers);
    expect(PRIMITIVES.map(({ name }) => name)).toEqual(expect.arrayContaining(covered));
  });
});

describe("the token tables", () => {
  const pages = Object.entries<{ readonly tags: Readonly<Record<string, number | Row>> }>(wbxmlTokens.pages);

  it("give no token of a page to two elements of one version", () => {
    for (const version of VERSIONS) {
      for (const [page, { tags }] of pages) {
        const owners = new Map<number, string>();
        for (const [name, entry] of Object.entries(tags)) {
          const row: Row & { token: number } =
            typeof entry === "number" ? { token: entry } : (entry as Row & { token: number });
          if (![...(row.in ?? VERSIONS), ...(row.read ?? [])].includes(version)) continue;
          expect({ page, token: row.token, owner: owners.get(row.token) }).toEqual({
            page,
            token: row.token,
            owner: undefined,
          });
          owners.set(row.token, name);
        }
      }
    }
  });

  it("hold no key but those that mean something", () => {
    const keys = pages.flatMap(([, { tags }]) =>
      Object.values(tags).flatMap((entry) => (typeof entry === "number" ? [] : Object.keys(entry))),
    );
    expect([...new Set(keys)].sort()).toEqual(["in", "read", "token"]);
  });
});

describe("the types", () => {
  it("derive from the declarations: content narrows by its kind", () => {
    // What counts here is that this compiles, and that the marked lines do not.
    const narrow = (content: KnownContent): string | undefined => {
      if (content.kind === "SendMessage-Request") {
        const size: number = content.MessageInfo.ContentSize;
        const users: readonly { readonly UserID: string }[] | undefined = content.MessageInfo.Recipient.User;
        // @ts-expect-error a SendMessage-Request has no GroupID
        void content.GroupID;
        return `${size} ${users?.length} ${content.ContentData ?? ""}`;
      }
      // @ts-expect-error not every primitive has a MessageInfo
      void content.MessageInfo;
      return undefined;
    };
    const fields: FieldsOf<"Status"> = { Result: { Code: 200 } };
    // @ts-expect-error Result is mandatory
    const incomplete: FieldsOf<"Status"> = {};
    // @ts-expect-error Code is a number
    const wrong: FieldsOf<"Status"> = { Result: { Code: "200" } };
    expect(narrow({ kind: "Status", ...fields })).toBeUndefined();
    expect([incomplete, wrong]).toHaveLength(2);
  });
});
