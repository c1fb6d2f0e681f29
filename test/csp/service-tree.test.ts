import * as fc from "fast-check";
import { serviceTree } from "../../src/csp/generated/service-tree.js";
import { wbxmlTokens } from "../../src/csp/generated/wbxml-tokens.js";
import {
  type FunctionTree,
  type Leaf,
  leafFor,
  leavesOf,
  negotiateServices,
  type ServiceAgreement,
} from "../../src/csp/service-tree.js";
import { VERSIONS, type Version } from "../../src/csp/version.js";

const RUNS = { seed: 20260803, numRuns: 1000 };
const ALL: readonly Leaf[] = [...new Set(VERSIONS.flatMap((version) => leavesOf(version)))];
const WHOLE = { WVCSPFeat: { FundamentalFeat: {}, PresenceFeat: {}, IMFeat: {}, GroupFeat: {} } };

function without(...lacking: Leaf[]): ReadonlySet<Leaf> {
  return new Set(ALL.filter((leaf) => !lacking.includes(leaf)));
}

function ask(functions: FunctionTree | undefined, version: Version, supported = without()): ServiceAgreement {
  return negotiateServices({
    ...(functions && { functions }),
    version,
    supported,
    allFunctionsRequest: true,
  });
}

/** Every name in a tree, in wire order. */
function names(tree: FunctionTree): string[] {
  return Object.entries(tree).flatMap(([name, children]) => [name, ...names(children)]);
}

/** The tokens that an encoder may use in a version, read from the token table rather than from the tree. */
function tokens(version: Version): Set<string> {
  const pages = Object.values(wbxmlTokens.pages) as {
    tags: Record<string, number | { in?: readonly string[] }>;
  }[];
  const tags = pages.flatMap(({ tags }) => Object.entries(tags));
  return new Set(
    tags
      .filter(([, tag]) => typeof tag === "number" || (tag.in ?? [version]).includes(version))
      .map(([name]) => name),
  );
}

describe("the service tree", () => {
  it.each(VERSIONS)("has for %s only names that this version has tokens for", (version) => {
    const known = tokens(version);
    const { allFunctions = {} } = ask(WHOLE, version);
    expect(names(allFunctions).filter((name) => !known.has(name))).toEqual([]);
  });

  it("covers only primitives of the protocol", () => {
    const known = new Set(VERSIONS.flatMap((version) => [...tokens(version)]));
    const covered = Object.values(serviceTree.features)
      .flatMap((groups) => Object.values<Record<string, { covers: readonly string[] }>>(groups))
      .flatMap((leaves) => Object.values(leaves))
      .flatMap(({ covers }) => covers);
    expect(covered.length).toBeGreaterThan(40);
    expect(covered.filter((primitive) => !known.has(primitive))).toEqual([]);
  });

  it.each<[Leaf, Version[]]>([
    ["GETSPI", ["1.1", "1.2", "1.3"]],
    ["REACT", ["1.1", "1.2"]],
    ["CAAUT", ["1.1", "1.2"]],
    ["GALS", ["1.1", "1.2"]],
    ["VRID", ["1.2", "1.3"]],
    ["GETAUT", ["1.2", "1.3"]],
    ["GETJU", ["1.2", "1.3"]],
    ["EXCON", ["1.3"]],
    ["SGMNT", ["1.3"]],
  ])("has %s in %j", (leaf, versions) => {
    expect(VERSIONS.filter((version) => leavesOf(version).includes(leaf))).toEqual(versions);
  });

  it.each([
    ["ExtendConversation-Request", "1.3", "EXCON"],
    ["ExtendConversation-Request", "1.2", undefined],
    ["PresenceAuth-User", "1.2", "REACT"],
    ["InviteUser-Request", "1.1", "INVIT"],
    ["SendMessage-Request", "1.2", undefined],
  ] as const)("guards %s in %s by %s", (primitive, version, leaf) => {
    expect(leafFor(primitive, version)).toBe(leaf);
  });
});

describe("what a request asks for", () => {
  it.each<[string, FunctionTree | undefined]>([
    ["no Functions at all", undefined],
    ["an empty Functions", {}],
    ["an empty WVCSPFeat", { WVCSPFeat: {} }],
    ["four empty features", WHOLE],
    [
      "the short forms",
      {
        WVCSPFeat: {
          FundamentalFeat: { MF: {} },
          PresenceFeat: { MP: {} },
          IMFeat: { MM: {} },
          GroupFeat: { MG: {} },
        },
      },
    ],
  ])("is everything with %s", (_, functions) => {
    expect([...ask(functions, "1.2").agreed]).toEqual(leavesOf("1.2"));
  });

  it("is, of S60's request, the branches named empty and the single leaves", () => {
    const functions = {
      WVCSPFeat: {
        FundamentalFeat: { SearchFunc: {}, InviteFunc: {} },
        PresenceFeat: {
          PresenceDeliverFunc: {},
          AttListFunc: {},
          ContListFunc: {},
          PresenceAuthFunc: { GETWL: {} },
        },
        IMFeat: { IMReceiveFunc: { NEWM: {} }, IMAuthFunc: {} },
        GroupFeat: { GroupUseFunc: {} },
      },
    };
    const expected =
      "SRCH STSRC INVIT CAINV GCLI CCLI DCLI MCLS GETWL GETPR UPDPR CALI DALI GALS NEWM GLBLU BLENT";
    expect([...ask(functions, "1.1").agreed]).toEqual([...expected.split(" "), "SUBGCN", "GRCHN"]);
  });

  it("is a leaf wherever it stands, and nothing for names that the version does not have", () => {
    const functions = {
      WVCSPFeat: { FundamentalFeat: { ServiceFunc: { GETMAP: {}, REACT: {} }, NewFunc: {}, VRID: {} } },
    };
    expect([...ask(functions, "1.3").agreed]).toEqual(["VRID", "GETMAP"]);
    expect([...ask(functions, "1.1").agreed]).toEqual(["REACT"]);
    expect(ask({ WVCSPFeat: { Other: { NEWF: {} } } }, "1.3").agreed.size).toBe(0);
  });
});

describe("the answer", () => {
  it("names nothing as refused when everything is agreed", () => {
    expect(ask(WHOLE, "1.3")).not.toHaveProperty("notAvailable");
  });

  it("refuses single leaves of a group that is otherwise agreed", () => {
    expect(ask(WHOLE, "1.1", without("GETLM", "FWMSG")).notAvailable).toEqual({
      WVCSPFeat: { IMFeat: { IMSendFunc: { FWMSG: {} }, IMReceiveFunc: { GETLM: {} } } },
    });
  });

  it("refuses complete groups and complete features by an empty element", () => {
    const supported = without(...leavesOf("1.2").slice(leavesOf("1.2").indexOf("CREAG")), "SRCH", "STSRC");
    expect(ask(WHOLE, "1.2", supported).notAvailable).toEqual({
      WVCSPFeat: { FundamentalFeat: { SearchFunc: {} }, GroupFeat: {} },
    });
  });

  it("refuses only the leaf that was asked for when the others of its group were not", () => {
    const functions = { WVCSPFeat: { FundamentalFeat: { SearchFunc: { SRCH: {} } } } };
    expect(ask(functions, "1.2", without("SRCH", "STSRC")).notAvailable).toEqual(functions);
  });

  it("refuses PresenceAuthFunc beside ContListFunc, and does not agree what it refuses", () => {
    const answer = ask(WHOLE, "1.1", without("GCLI", "CCLI", "DCLI", "MCLS"));
    expect(answer.notAvailable).toEqual({
      WVCSPFeat: { PresenceFeat: { ContListFunc: {}, PresenceAuthFunc: {} } },
    });
    expect([...answer.agreed].filter((leaf) => ["GETWL", "REACT", "CAAUT"].includes(leaf))).toEqual([]);
  });

  it("leaves PresenceAuthFunc alone where some of ContListFunc remains, or nobody asked for it", () => {
    expect(ask(WHOLE, "1.1", without("DCLI")).notAvailable).toEqual({
      WVCSPFeat: { PresenceFeat: { ContListFunc: { DCLI: {} } } },
    });
    const lists = { WVCSPFeat: { PresenceFeat: { ContListFunc: {} } } };
    expect(ask(lists, "1.1", without("GCLI", "CCLI", "DCLI", "MCLS")).notAvailable).toEqual(lists);
  });

  it("never has an empty root, even when everything is refused", () => {
    const answer = negotiateServices({ version: "1.1", supported: new Set(), allFunctionsRequest: false });
    expect(answer).toEqual({ agreed: new Set(), notAvailable: WHOLE });
  });

  it("shows everything the server has, in full, only to those who ask", () => {
    const query = {
      functions: WHOLE,
      version: "1.1",
      supported: new Set<Leaf>(["MDELIV", "SRCH", "EXCON"]),
    } as const;
    expect(negotiateServices({ ...query, allFunctionsRequest: true }).allFunctions).toEqual({
      WVCSPFeat: { FundamentalFeat: { SearchFunc: { SRCH: {} } }, IMFeat: { IMSendFunc: { MDELIV: {} } } },
    });
    expect(negotiateServices({ ...query, allFunctionsRequest: false })).not.toHaveProperty("allFunctions");
  });

  it("offers EXCON to 1.3 sessions only", () => {
    const offering = VERSIONS.filter((version) =>
      names(ask(WHOLE, version).allFunctions ?? {}).includes("EXCON"),
    );
    expect(offering).toEqual(["1.3"]);
  });

  it("is not given where AllFunctions would be empty", () => {
    const query = { version: "1.1", supported: new Set<Leaf>(["EXCON"]), allFunctionsRequest: true } as const;
    expect(() => negotiateServices(query)).toThrow(RangeError);
  });
});

const anyVersion = fc.constantFrom(...VERSIONS);
const anyLeaves = fc.subarray([...ALL], { minLength: 1 });
const shape = names(ask(WHOLE, "1.2").allFunctions ?? {});
const anyName = fc.constantFrom(...shape, "MP", "Unknown");
/** Elements in any place and order, so that most requests are not even well-formed. */
const anyRequest = [1, 2, 3, 4].reduce<fc.Arbitrary<FunctionTree>>(
  (children) => fc.dictionary(anyName, children, { maxKeys: 4, noNullPrototype: true }),
  fc.constant({}),
);

describe("any negotiation", () => {
  const forAny = (check: (answer: ServiceAgreement, functions: FunctionTree, version: Version) => void) =>
    fc.assert(
      fc.property(
        fc.oneof(anyRequest, fc.constant(WHOLE)),
        anyVersion,
        anyLeaves,
        (functions, version, supported) => {
          fc.pre(supported.some((leaf) => leavesOf(version).includes(leaf)));
          check(ask(functions, version, new Set(supported)), functions, version);
        },
      ),
      RUNS,
    );

  it("agrees and refuses together exactly what was asked for, as the phone reads the refusal", () => {
    forAny(({ agreed, notAvailable }, functions, version) => {
      const refused = notAvailable === undefined ? new Set<Leaf>() : ask(notAvailable, version).agreed;
      expect([...agreed].filter((leaf) => refused.has(leaf))).toEqual([]);
      const asked = ask(functions, version).agreed;
      expect(new Set([...agreed, ...refused])).toEqual(asked);
    });
  });

  it("writes elements in the order of the tree and never an empty root", () => {
    forAny(({ notAvailable, allFunctions }, _, version) => {
      const order = names(ask(WHOLE, version).allFunctions ?? {});
      for (const tree of [notAvailable, allFunctions]) {
        if (tree === undefined) continue;
        expect(names(tree)).toEqual(order.filter((name) => names(tree).includes(name)));
        expect(names(tree).length).toBeGreaterThan(1);
      }
    });
  });
});
