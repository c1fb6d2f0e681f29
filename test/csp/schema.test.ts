import { wbxmlTokens } from "../../src/csp/generated/wbxml-tokens.js";
import { type FieldsOf, type KnownContent, PRIMITIVES, VERSIONS, type Version } from "../../src/csp/index.js";
import type { Element } from "../../src/csp/schema/dsl.js";
import { ELEMENTS, tagOf } from "../../src/csp/schema/registry.js";

interface Row {
  readonly in?: readonly Version[];
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

  it("make 105 primitives, each once", () => {
    const names = PRIMITIVES.map(({ name }) => name);
    expect(names).toHaveLength(new Set(names).size);
    expect(names).toHaveLength(105);
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
