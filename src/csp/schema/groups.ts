/** Groups: life cycle, joining and leaving, members, properties, notices. */
import {
  AddList,
  GroupID,
  GroupProperties,
  OwnProperties,
  RemoveList,
  Result,
  ScreenName,
  SName,
  SubscribeNotification,
  UserID,
  UserIDList,
  UserList,
  Value,
  WelcomeNote,
} from "./common.js";
import { codePage, many, one, optional } from "./dsl.js";

const group = codePage("Group");

const UNTIL_12 = ["1.1", "1.2"] as const;

/** A screen name and, where known, whose it is. Android fails without the UserID. */
const Mapping = group.struct("Mapping", [one(SName), optional(UserID)], { versions: "1.2+" });
const mappings = [many(Mapping)] as const;
const UserMapping = group.struct("UserMapping", mappings, { versions: "1.2+" });

/** Android expects the mappings directly inside, the others within UserMapping. */
export const UserMapList = group.struct("UserMapList", [optional(UserMapping), many(Mapping)], {
  versions: "1.2+",
});

export const AdminMapList = group.struct(
  "AdminMapList",
  [
    optional(group.struct("AdminMapping", mappings, { versions: "1.2+" })),
    optional(group.struct("ModMapping", mappings, { versions: "1.2+" })),
    optional(UserMapping),
  ],
  { versions: "1.2+" },
);

const members = [optional(UserList), optional(UserIDList)] as const;
/** Joined and Left hold one of these: which, depends on version and client, so fill only that one. */
const present = [optional(UserMapList), optional(UserList), many(ScreenName), optional(UserIDList)] as const;
const Joined = group.struct("Joined", present);
const Left = group.struct("Left", present);
const Admin = group.struct("Admin", members);
const Mod = group.struct("Mod", members);
const Users = group.struct("Users", members, { versions: UNTIL_12 });

export const CreateGroupRequest = group.primitive(
  "CreateGroup-Request",
  { direction: "C>S", answers: ["Status"] },
  [
    one(GroupID),
    one(GroupProperties),
    optional(group.boolean("JoinGroup")),
    optional(ScreenName),
    optional(SubscribeNotification),
  ],
);

const byGroup = <const N extends string>(name: N, answers: readonly string[]) =>
  group.primitive(name, { direction: "C>S", answers }, [one(GroupID)]);

export const DeleteGroupRequest = byGroup("DeleteGroup-Request", ["Status"]);
export const LeaveGroupRequest = byGroup("LeaveGroup-Request", ["LeaveGroup-Response", "Status"]);
export const GetGroupMembersRequest = byGroup("GetGroupMembers-Request", ["GetGroupMembers-Response"]);
export const GetGroupPropsRequest = byGroup("GetGroupProps-Request", ["GetGroupProps-Response"]);

export const GetJoinedUsersRequest = group.primitive(
  "GetJoinedUsers-Request",
  { direction: "C>S", versions: "1.2+", answers: ["GetJoinedUsers-Response"] },
  [one(GroupID)],
);

export const JoinGroupRequest = group.primitive(
  "JoinGroup-Request",
  { direction: "C>S", answers: ["JoinGroup-Response"] },
  [
    one(GroupID),
    optional(ScreenName),
    optional(group.boolean("JoinedRequest")),
    optional(SubscribeNotification),
    optional(OwnProperties, "1.2+"),
  ],
);

/**
 * Who is in the group stands in a UserList in 1.1, a UserMapList in 1.2, and within Joined in 1.3. Fill one:
 * which a client of 1.3 reads is not certain, so both can be written there.
 */
export const JoinGroupResponse = group.primitive("JoinGroup-Response", { direction: "S>C" }, [
  optional(UserList, "1.1"),
  optional(UserMapList, "1.2+"),
  optional(Joined, "1.3"),
  optional(WelcomeNote),
]);

/** As a request it tells that the server removed the user. */
export const LeaveGroupResponse = group.primitive(
  "LeaveGroup-Response",
  { direction: "S>C", answers: ["Status"] },
  [optional(GroupID), one(Result)],
);

export const GetGroupMembersResponse = group.primitive("GetGroupMembers-Response", { direction: "S>C" }, [
  optional(Admin),
  optional(Mod),
  optional(Users),
]);

export const GetJoinedUsersResponse = group.primitive(
  "GetJoinedUsers-Response",
  { direction: "S>C", versions: "1.2+" },
  [optional(AdminMapList), optional(UserMapList)],
);

const onMembers = <const N extends string>(name: N) =>
  group.primitive(name, { direction: "C>S", answers: ["Status"], anyOf: ["UserList", "UserIDList"] }, [
    one(GroupID),
    optional(UserList),
    optional(UserIDList),
  ]);

/** Android names the members in a UserList in 1.3 too. */
export const AddGroupMembersRequest = onMembers("AddGroupMembers-Request");
export const RemoveGroupMembersRequest = onMembers("RemoveGroupMembers-Request");

export const MemberAccessRequest = group.primitive(
  "MemberAccess-Request",
  { direction: "C>S", answers: ["Status"] },
  [one(GroupID), optional(Admin), optional(Mod), optional(Users)],
);

/** A joining S60 phone needs both lists of properties. */
export const GetGroupPropsResponse = group.primitive("GetGroupProps-Response", { direction: "S>C" }, [
  one(GroupProperties),
  one(OwnProperties),
]);

export const SetGroupPropsRequest = group.primitive(
  "SetGroupProps-Request",
  { direction: "C>S", answers: ["Status"] },
  [one(GroupID), optional(GroupProperties), optional(OwnProperties)],
);

/** Without lists it reads the reject list. */
export const RejectListRequest = group.primitive(
  "RejectList-Request",
  { direction: "C>S", answers: ["RejectList-Response"] },
  [one(GroupID), optional(AddList), optional(RemoveList)],
);

export const RejectListResponse = group.primitive("RejectList-Response", { direction: "S>C" }, members);

/** G: get, S: set, U: unset. */
export const SubscribeGroupNoticeRequest = group.primitive(
  "SubscribeGroupNotice-Request",
  { direction: "C>S", answers: ["SubscribeGroupNotice-Response", "Status"] },
  [one(GroupID), one(group.enumeration("SubscribeType", ["G", "S", "U"]))],
);

export const SubscribeGroupNoticeResponse = group.primitive(
  "SubscribeGroupNotice-Response",
  { direction: "S>C" },
  [one(Value)],
);

export const GroupChangeNotice = group.primitive(
  "GroupChangeNotice",
  { direction: "S>C", answers: ["Status"] },
  [
    one(GroupID),
    optional(Joined),
    optional(Left),
    optional(group.struct("JoinedBlocked", present, { versions: "1.3" })),
    optional(group.struct("LeftBlocked", present, { versions: "1.3" })),
    optional(GroupProperties),
    optional(OwnProperties),
  ],
);
