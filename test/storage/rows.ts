import type {
  ConversationRow,
  ExtensionRow,
  InvitationRow,
  NoticeRow,
  OccupancyRow,
  RoomRow,
  SentRow,
  SessionRow,
} from "../../src/storage/index.js";
import { ALICE, CAROL } from "./support.js";

export const ROOM = "r1@conference.example.org";

/** One row of each kind, Alice's. */
export const session: SessionRow = {
  id: "s1",
  user: ALICE,
  device: "s60",
  expiresAt: 1000,
  state: { a: [1] },
};

export const notice: NoticeRow = {
  id: "n1",
  user: ALICE,
  kind: "message",
  payload: { text: "Grüße \u{1F600}" },
  createdAt: 1,
  durable: true,
};

export const conversation: ConversationRow = {
  user: ALICE,
  peer: CAROL,
  thread: "t1",
  room: undefined,
  usedAt: 5,
};

export const sent: SentRow = {
  id: "m1",
  user: ALICE,
  from: `${ALICE}/s60`,
  to: CAROL,
  body: "hello",
  thread: "t1",
  wantsReport: false,
  isSettled: false,
  sentAt: 10,
};

export const occupancy: OccupancyRow = {
  session: "s1",
  user: ALICE,
  as: `${ALICE}/s60`,
  room: ROOM,
  nick: "Alice",
  groupId: "wv:/r1@conference.example.org",
  wantsNotices: true,
  isInside: false,
};

export const room: RoomRow = {
  room: ROOM,
  owner: "imps.example.org/gateway",
  purpose: "extension",
  creator: ALICE,
  settings: { AccessType: "Open" },
  welcomeNote: undefined,
  thread: "t1",
  createdAt: 7,
};

export const extension: ExtensionRow = {
  room: ROOM,
  session: "s1",
  extensionId: "e1",
  state: { phase: "waiting" },
  deadline: 60_000,
};

export const invitation: InvitationRow = {
  id: "i1",
  direction: "in",
  user: ALICE,
  session: undefined,
  peer: CAROL,
  room: ROOM,
  type: "EC",
  form: "mediated",
  password: undefined,
  thread: "t1",
  createdAt: 1,
  expiresAt: 100,
  grants: false,
  isSeen: false,
};
