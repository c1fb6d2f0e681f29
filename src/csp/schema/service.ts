/** The tree of services that client and server negotiate: features, functional groups, leaves. */
import { type Child, codePage, optional, type VersionRange } from "./dsl.js";

const service = codePage("Service");
const continued = codePage("ServiceContinued");

const leaf = <const N extends string>(name: N, versions?: VersionRange) =>
  optional(service.struct(name, [], versions ? { versions } : {}));
const newLeaf = <const N extends string>(name: N, versions: VersionRange) =>
  optional(continued.struct(name, [], { versions }));
/** Leaves whose place the sources do not agree on: read in any function or feature, written where they stand below. */
const UNSURE = [
  newLeaf("GETMAP", "1.3"),
  newLeaf("OFFNOTIF", "1.3"),
  newLeaf("ADVSR", "1.3"),
  newLeaf("VRID", "1.2+"),
  newLeaf("GETAUT", "1.2+"),
  newLeaf("EXCON", "1.3"),
  newLeaf("SGMNT", "1.3"),
  newLeaf("GETJU", "1.2+"),
] as const;

function withUnsure<const C extends readonly Child[]>(children: C): readonly [...C, ...typeof UNSURE] {
  const names = children.map(({ element }) => element.name);
  const others = UNSURE.filter(({ element }) => !names.includes(element.name));
  return [...children, ...others] as unknown as readonly [...C, ...typeof UNSURE];
}

const func = <const N extends string, const C extends readonly Child[]>(
  name: N,
  children: C,
  versions?: VersionRange,
) => optional(service.struct(name, withUnsure(children), versions ? { versions } : {}));

const UNTIL_12 = ["1.1", "1.2"] as const;

const FundamentalFeat = service.struct(
  "FundamentalFeat",
  withUnsure([
    func("ServiceFunc", [leaf("GETSPI"), newLeaf("GETMAP", "1.3"), newLeaf("OFFNOTIF", "1.3")]),
    func("SearchFunc", [leaf("SRCH"), leaf("STSRC"), newLeaf("ADVSR", "1.3")]),
    func("InviteFunc", [leaf("INVIT"), leaf("CAINV")]),
    optional(continued.struct("VerifyIDFunc", withUnsure([newLeaf("VRID", "1.2+")]), { versions: "1.2+" })),
    leaf("MF", "1.2+"),
  ]),
);

const PresenceFeat = service.struct(
  "PresenceFeat",
  withUnsure([
    func("ContListFunc", [leaf("GCLI"), leaf("CCLI"), leaf("DCLI"), leaf("MCLS")]),
    func("PresenceAuthFunc", [
      leaf("GETWL"),
      leaf("REACT", UNTIL_12),
      leaf("CAAUT", UNTIL_12),
      newLeaf("GETAUT", "1.2+"),
    ]),
    func("PresenceDeliverFunc", [leaf("GETPR"), leaf("UPDPR"), newLeaf("GETMAP", "1.3")]),
    func("AttListFunc", [leaf("CALI", UNTIL_12), leaf("DALI", UNTIL_12), leaf("GALS", UNTIL_12)], UNTIL_12),
    newLeaf("MP", "1.2+"),
  ]),
);

const IMFeat = service.struct(
  "IMFeat",
  withUnsure([
    func("IMSendFunc", [leaf("MDELIV"), leaf("FWMSG"), newLeaf("EXCON", "1.3")]),
    func("IMReceiveFunc", [
      leaf("SETD"),
      leaf("GETLM"),
      leaf("GETM"),
      leaf("REJCM"),
      leaf("NOTIF"),
      leaf("NEWM"),
      newLeaf("SGMNT", "1.3"),
      newLeaf("OFFNOTIF", "1.3"),
    ]),
    func("IMAuthFunc", [leaf("GLBLU"), leaf("BLENT")]),
    leaf("MM", "1.2+"),
  ]),
);

const GroupFeat = service.struct(
  "GroupFeat",
  withUnsure([
    func("GroupMgmtFunc", [leaf("CREAG"), leaf("DELGR"), leaf("GETGP"), leaf("SETGP")]),
    func("GroupUseFunc", [leaf("SUBGCN"), leaf("GRCHN"), newLeaf("GETJU", "1.2+")]),
    func("GroupAuthFunc", [leaf("GETGM"), leaf("ADDGM"), leaf("RMVGM"), leaf("MBRAC"), leaf("REJEC")]),
    leaf("MG", "1.2+"),
  ]),
);

/** The root of the tree; an element without children that is no leaf means its whole branch. */
export const WVCSPFeat = service.struct("WVCSPFeat", [
  optional(FundamentalFeat),
  optional(PresenceFeat),
  optional(IMFeat),
  optional(GroupFeat),
]);
