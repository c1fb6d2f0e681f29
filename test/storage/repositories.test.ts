import { type AccountOrder, type Storage, StorageError, type VerdictRow } from "../../src/storage/index.js";
import { conversation, extension, invitation, notice, occupancy, ROOM, room, sent, session } from "./rows.js";
import { ALICE, BOB, CAROL, storeWithAccounts } from "./support.js";

describe("the store in SQLite", () => {
  let storage: Storage;

  beforeEach(async () => {
    storage = await storeWithAccounts();
  });

  afterEach(() => storage.close());

  describe("verdicts", () => {
    it("wait in the order in which they came, once each, until they are removed", async () => {
      const [one, two] = ["1", "2"].map((id) => ({ id, user: ALICE, verdict: { receipt: id } })) as [
        VerdictRow,
        VerdictRow,
      ];
      for (const row of [two, one, two]) await storage.verdicts.put(row);
      expect(await storage.verdicts.all()).toEqual([two, one]);
      await storage.verdicts.remove(["2"]);
      expect(await storage.verdicts.all()).toEqual([one]);
    });

    it("go with the account of the user that they are of", async () => {
      await storage.verdicts.put({ id: "1", user: ALICE, verdict: {} });
      await storage.accounts.close(ALICE, 7);
      await storage.accounts.fulfilled({ user: ALICE, what: "removal", at: 7 });
      expect(await storage.verdicts.all()).toEqual([]);
    });
  });

  describe("accounts", () => {
    it("give back the password that was put last", async () => {
      await storage.accounts.put(ALICE, "pässwörd \u{1F600}");
      expect(await storage.accounts.password(ALICE)).toBe("pässwörd \u{1F600}");
      expect(await storage.accounts.password("nobody@imps.example.org")).toBeUndefined();
    });

    it("keep what belongs to the user when the password changes", async () => {
      await storage.sessions.save(session);
      await storage.accounts.setLastSeen(ALICE, 5);
      await storage.accounts.put(ALICE, "new");
      expect(await storage.sessions.all()).toEqual([session]);
      expect(await storage.accounts.lastSeen(ALICE)).toBe(5);
    });

    it("are listed in order, and are none once closed", async () => {
      expect(await storage.accounts.list()).toEqual([ALICE, BOB]);
      expect(await storage.accounts.close(ALICE, 7)).toBe(true);
      expect(await storage.accounts.close(ALICE, 8)).toBe(false);
      expect(await storage.accounts.exists(ALICE)).toBe(false);
      expect(await storage.accounts.password(ALICE)).toBeUndefined();
      expect(await storage.accounts.list()).toEqual([BOB]);
      expect(await storage.accounts.orders()).toEqual([{ user: ALICE, what: "removal", at: 7 }]);
    });

    it("keep what belongs to one that is closed until that is fulfilled", async () => {
      await storage.sessions.save(session);
      await storage.accounts.close(ALICE, 7);
      expect(await storage.sessions.all()).toEqual([session]);
      const [order] = await storage.accounts.orders();
      await storage.accounts.fulfilled(order as AccountOrder);
      expect(await storage.sessions.all()).toEqual([]);
      expect(await storage.accounts.orders()).toEqual([]);
    });

    it("of a closed one's name cannot be had until that is fulfilled", async () => {
      await storage.accounts.close(ALICE, 7);
      expect(await storage.accounts.put(ALICE, "new")).toBe(false);
      expect(await storage.accounts.changePassword(ALICE, "new", 8)).toBe(false);
      expect(await storage.accounts.exists(ALICE)).toBe(false);
      await storage.accounts.fulfilled({ user: ALICE, what: "removal", at: 7 });
      expect(await storage.accounts.put(ALICE, "new")).toBe(true);
      expect(await storage.accounts.password(ALICE)).toBe("new");
    });

    it("keep an order that came after the one that is fulfilled", async () => {
      expect(await storage.accounts.changePassword(ALICE, "new", 7)).toBe(true);
      expect(await storage.accounts.changePassword(ALICE, "newer", 8)).toBe(true);
      await storage.accounts.fulfilled({ user: ALICE, what: "log out", at: 7 });
      expect(await storage.accounts.orders()).toEqual([{ user: ALICE, what: "log out", at: 8 }]);
      await storage.accounts.fulfilled({ user: ALICE, what: "log out", at: 8 });
      expect(await storage.accounts.orders()).toEqual([]);
      expect(await storage.accounts.password(ALICE)).toBe("newer");
      expect(await storage.accounts.changePassword("nobody@imps.example.org", "x", 9)).toBe(false);
    });

    it("know when a user was last seen, if ever", async () => {
      expect(await storage.accounts.lastSeen(ALICE)).toBeUndefined();
      await storage.accounts.setLastSeen(ALICE, 1_700_000_000_000);
      expect(await storage.accounts.lastSeen(ALICE)).toBe(1_700_000_000_000);
    });
  });

  describe("sessions", () => {
    it("are replaced by id and removed", async () => {
      await storage.sessions.save(session);
      await storage.sessions.save({ ...session, expiresAt: 2000, state: null });
      expect(await storage.sessions.all()).toEqual([{ ...session, expiresAt: 2000, state: null }]);
      await storage.sessions.remove("s1");
      expect(await storage.sessions.all()).toEqual([]);
    });

    it("of users without account are refused", async () => {
      const saving = storage.sessions.save({ ...session, user: "nobody@imps.example.org" });
      await expect(saving).rejects.toThrow(StorageError);
    });
  });

  describe("notices", () => {
    it("come in the order in which they were put, whatever their times", async () => {
      const full = {
        ...notice,
        id: "n0",
        session: "s1",
        expiresAt: 50,
        replaces: "x",
        durable: false,
        createdAt: 0,
      };
      await storage.notices.put(notice);
      await storage.notices.put(full);
      await storage.notices.put({ ...notice, id: "n2", user: BOB });
      expect(await storage.notices.ofUser(ALICE)).toEqual([notice, full]);
    });

    it("do not change when the id is put again", async () => {
      await storage.notices.put(notice);
      await storage.notices.put({ ...notice, payload: "other" });
      expect(await storage.notices.find("n1")).toEqual(notice);
    });

    it("expire at their time, the earliest first; those without a time never", async () => {
      await storage.notices.put(notice);
      await storage.notices.put({ ...notice, id: "late", expiresAt: 30 });
      await storage.notices.put({ ...notice, id: "early", expiresAt: 20 });
      await storage.notices.put({ ...notice, id: "later", expiresAt: 31 });
      expect((await storage.notices.expired(30)).map(({ id }) => id)).toEqual(["early", "late"]);
    });

    it("for one session alone are found, whoever's it is", async () => {
      await storage.notices.put(notice);
      await storage.notices.put({ ...notice, id: "one", session: "s1" });
      await storage.notices.put({ ...notice, id: "two", user: BOB, session: "s2" });
      expect((await storage.notices.ofSessions()).map(({ id }) => id)).toEqual(["one", "two"]);
    });

    it("are counted by user and kind", async () => {
      await storage.notices.put(notice);
      await storage.notices.put({ ...notice, id: "n2" });
      await storage.notices.put({ ...notice, id: "n3", kind: "invitation" });
      await storage.notices.put({ ...notice, id: "n4", user: BOB });
      expect(await storage.notices.count(ALICE, notice.kind)).toBe(2);
      expect(await storage.notices.count(ALICE, "report")).toBe(0);
    });

    it("go when they are removed", async () => {
      await storage.notices.put(notice);
      await storage.notices.remove("n1");
      expect(await storage.notices.find("n1")).toBeUndefined();
    });
  });

  describe("contact lists", () => {
    const friends = { user: ALICE, slug: "Friends", displayName: "My friends", isDefault: true };

    it("are found without regard to case, and keep their first spelling", async () => {
      await storage.lists.put(friends);
      await storage.lists.put({ ...friends, slug: "fRIENDS", displayName: "Mates" });
      expect(await storage.lists.find(ALICE, "friends")).toEqual({ ...friends, displayName: "Mates" });
      expect(await storage.lists.ofUser(ALICE)).toHaveLength(1);
      expect(await storage.lists.ofUser(BOB)).toEqual([]);
    });

    it("have at most one default per user", async () => {
      await storage.lists.put(friends);
      await storage.lists.put({ ...friends, slug: "work" });
      await storage.lists.put({ ...friends, user: BOB });
      const defaults = (await storage.lists.ofUser(ALICE)).filter(({ isDefault }) => isDefault);
      expect(defaults.map(({ slug }) => slug)).toEqual(["work"]);
      expect((await storage.lists.find(BOB, "friends"))?.isDefault).toBe(true);
    });

    it("hold members in the order in which they came", async () => {
      await storage.lists.put(friends);
      await storage.lists.putMember(ALICE, "friends", { contact: "z@example.net", name: "Z" });
      await storage.lists.putMember(ALICE, "FRIENDS", { contact: "a@example.net", name: "" });
      await storage.lists.putMember(ALICE, "friends", { contact: "z@example.net", name: "Zed" });
      expect(await storage.lists.members(ALICE, "Friends")).toEqual([
        { contact: "z@example.net", name: "Zed" },
        { contact: "a@example.net", name: "" },
      ]);
      expect(await storage.lists.removeMember(ALICE, "friends", "z@example.net")).toBe(true);
      expect(await storage.lists.removeMember(ALICE, "friends", "z@example.net")).toBe(false);
    });

    it("tell which of them hold a contact", async () => {
      await storage.lists.put(friends);
      await storage.lists.put({ ...friends, slug: "work", isDefault: false });
      await storage.lists.put({ ...friends, user: BOB, slug: "other" });
      await storage.lists.putMember(ALICE, "friends", { contact: CAROL, name: "" });
      await storage.lists.putMember(ALICE, "work", { contact: CAROL, name: "" });
      await storage.lists.putMember(BOB, "other", { contact: CAROL, name: "" });
      expect(await storage.lists.holding(ALICE, CAROL)).toEqual(["Friends", "work"]);
    });

    it("go with their members", async () => {
      await storage.lists.put(friends);
      await storage.lists.putMember(ALICE, "friends", { contact: CAROL, name: "" });
      expect(await storage.lists.remove(ALICE, "FRIENDS")).toBe(true);
      expect(await storage.lists.remove(ALICE, "friends")).toBe(false);
      await storage.lists.put(friends);
      expect(await storage.lists.members(ALICE, "friends")).toEqual([]);
    });

    it("that are not there take no members", async () => {
      const putting = storage.lists.putMember(ALICE, "nowhere", { contact: CAROL, name: "" });
      await expect(putting).rejects.toThrow(StorageError);
    });
  });

  describe("subscriptions", () => {
    const row = { user: ALICE, contact: CAROL, state: "to", pendingOut: false, pendingIn: true } as const;

    it("are changed in place", async () => {
      await storage.subscriptions.put(row);
      await storage.subscriptions.put({ ...row, state: "both", pendingIn: false });
      expect(await storage.subscriptions.ofUser(ALICE)).toEqual([
        { ...row, state: "both", pendingIn: false },
      ]);
      expect(await storage.subscriptions.get(BOB, CAROL)).toBeUndefined();
    });

    it("that say nothing are not kept, those that wait are", async () => {
      await storage.subscriptions.put({ ...row, state: "none" });
      expect(await storage.subscriptions.get(ALICE, CAROL)).toEqual({ ...row, state: "none" });
      await storage.subscriptions.put({ ...row, state: "none", pendingIn: false });
      expect(await storage.subscriptions.get(ALICE, CAROL)).toBeUndefined();
    });
  });

  describe("access lists", () => {
    it("hold each entity once per list", async () => {
      const blocked = { user: ALICE, list: "block", entity: "wv:eve@example.net" } as const;
      await storage.access.add(blocked);
      await storage.access.add(blocked);
      await storage.access.add({ ...blocked, list: "grant" });
      expect(await storage.access.ofUser(ALICE)).toEqual([blocked, { ...blocked, list: "grant" }]);
      await storage.access.remove(blocked);
      expect(await storage.access.ofUser(ALICE)).toEqual([{ ...blocked, list: "grant" }]);
    });

    it("are not in use until they are put to use", async () => {
      expect(await storage.access.inUse(ALICE)).toEqual({ block: false, grant: false });
      await storage.access.setInUse(ALICE, "grant", true);
      await storage.access.setInUse(ALICE, "grant", true);
      expect(await storage.access.inUse(ALICE)).toEqual({ block: false, grant: true });
      await storage.access.setInUse(ALICE, "grant", false);
      expect(await storage.access.inUse(ALICE)).toEqual({ block: false, grant: false });
    });
  });

  describe("presence", () => {
    it("is kept per device", async () => {
      await storage.presence.publish(ALICE, "s60", { OnlineStatus: { PresenceValue: "T" } });
      await storage.presence.publish(ALICE, "s60", { StatusText: "away" });
      expect(await storage.presence.published(ALICE, "s60")).toEqual({ StatusText: "away" });
      expect(await storage.presence.published(ALICE, "razr")).toBeUndefined();
    });
  });

  describe("conversations", () => {
    it("are found by peer and by thread, the one used last first", async () => {
      await storage.conversations.put(conversation);
      await storage.conversations.put({ ...conversation, peer: "dan@example.net", room: ROOM, usedAt: 9 });
      expect(await storage.conversations.get(ALICE, CAROL)).toEqual(conversation);
      expect(await storage.conversations.byThread(ALICE, "t1")).toMatchObject({
        peer: "dan@example.net",
        room: ROOM,
      });
      expect(await storage.conversations.byThread(BOB, "t1")).toBeUndefined();
      await storage.conversations.put({ ...conversation, thread: "t2" });
      expect((await storage.conversations.get(ALICE, CAROL))?.thread).toBe("t2");
    });

    it("are pruned by age, but for those that go on in a room that is known", async () => {
      await storage.rooms.put(room);
      await storage.occupancies.put({ ...occupancy, room: "elsewhere@example.net" });
      const rooms = { old: undefined, gone: "r0@example.net", own: ROOM, others: "elsewhere@example.net" };
      for (const [peer, where] of Object.entries(rooms))
        await storage.conversations.put({ ...conversation, peer, room: where, usedAt: 9 });
      await storage.conversations.put({ ...conversation, peer: "new", usedAt: 10 });
      await storage.conversations.prune(10);
      const isKept = async (peer: string) => (await storage.conversations.get(ALICE, peer)) !== undefined;
      const kept = await Promise.all([...Object.keys(rooms), "new"].map(isKept));
      expect(kept).toEqual([false, false, true, true, true]);
    });
  });

  describe("sent messages", () => {
    it("stay, once settled, only if a report is awaited", async () => {
      await storage.sent.put(sent);
      await storage.sent.put({ ...sent, id: "m2", wantsReport: true });
      await storage.sent.put({ ...sent, id: "m3" });
      await storage.sent.settle(["m1", "m2", "unknown"]);
      expect(await storage.sent.get("m1")).toBeUndefined();
      expect(await storage.sent.get("m2")).toEqual({ ...sent, id: "m2", wantsReport: true, isSettled: true });
      expect((await storage.sent.unsettled()).map(({ id }) => id)).toEqual(["m3"]);
      await storage.sent.remove("m2");
      expect(await storage.sent.get("m2")).toBeUndefined();
    });

    it("are told oldest first, and in the order of putting where the time is the same", async () => {
      await storage.sent.put({ ...sent, id: "b" });
      await storage.sent.put({ ...sent, id: "a" });
      await storage.sent.put({ ...sent, id: "c", sentAt: 1 });
      expect((await storage.sent.unsettled()).map(({ id }) => id)).toEqual(["c", "b", "a"]);
    });

    it("are pruned by age once they are settled", async () => {
      const settled = { ...sent, wantsReport: true, isSettled: true };
      await storage.sent.put(sent);
      await storage.sent.put({ ...settled, id: "m2" });
      await storage.sent.put({ ...settled, id: "m3", sentAt: 20 });
      expect(await storage.sent.prune(20)).toBe(1);
      expect(await storage.sent.get("m1")).toEqual(sent);
      expect(await storage.sent.get("m2")).toBeUndefined();
      expect(await storage.sent.get("m3")).toBeDefined();
    });
  });

  describe("occupancies", () => {
    it("are one per session and room", async () => {
      await storage.occupancies.put(occupancy);
      await storage.occupancies.put({ ...occupancy, isInside: true });
      await storage.occupancies.put({ ...occupancy, session: "s2", user: BOB });
      expect(await storage.occupancies.get("s1", ROOM)).toEqual({ ...occupancy, isInside: true });
      expect(await storage.occupancies.ofRoom(ROOM)).toHaveLength(2);
      await storage.occupancies.remove("s1", ROOM);
      expect(await storage.occupancies.all()).toEqual([{ ...occupancy, session: "s2", user: BOB }]);
    });
  });

  describe("rooms", () => {
    it("are counted, changed in place and removed", async () => {
      await storage.rooms.put(room);
      expect(await storage.rooms.get(ROOM)).toEqual(room);
      expect(await storage.rooms.ofCreator(ALICE)).toEqual([room]);
      expect(await storage.rooms.ofCreator(BOB)).toEqual([]);
      const changed = { ...room, settings: undefined, welcomeNote: "Welcome" };
      await storage.rooms.put(changed);
      expect(await storage.rooms.count()).toBe(1);
      expect(await storage.rooms.get(ROOM)).toEqual(changed);
      await storage.rooms.remove(ROOM);
      expect(await storage.rooms.all()).toEqual([]);
    });
  });

  describe("extensions", () => {
    it("are found by room", async () => {
      await storage.extensions.put(extension);
      await storage.extensions.put({ ...extension, state: { phase: "done" }, deadline: undefined });
      const kept = { ...extension, state: { phase: "done" }, deadline: undefined };
      expect(await storage.extensions.get(ROOM)).toEqual(kept);
      await storage.extensions.remove(ROOM);
      expect(await storage.extensions.all()).toEqual([]);
    });
  });

  describe("invitations", () => {
    it("are told apart by user, direction, id and peer", async () => {
      const out = { ...invitation, direction: "out", session: "s1", form: undefined, type: "GR" } as const;
      await storage.invitations.put(invitation);
      await storage.invitations.put(out);
      await storage.invitations.put({ ...out, peer: BOB });
      const changed = { createdAt: 2, expiresAt: 99, grants: true, isSeen: true };
      await storage.invitations.put({ ...out, ...changed });
      expect(await storage.invitations.ofId(ALICE, "in", "i1")).toEqual([invitation]);
      expect(await storage.invitations.ofId(ALICE, "out", "i1")).toEqual([
        { ...out, ...changed },
        { ...out, peer: BOB },
      ]);
      await storage.invitations.remove(out);
      await storage.invitations.remove(invitation);
      expect(await storage.invitations.ofRoom(ROOM)).toEqual([{ ...out, peer: BOB }]);
    });

    it("are marked where they are still there", async () => {
      await storage.invitations.put(invitation);
      for (const what of ["grants", "isSeen"] as const) await storage.invitations.mark(invitation, what);
      expect(await storage.invitations.ofRoom(ROOM)).toEqual([{ ...invitation, grants: true, isSeen: true }]);
      await storage.invitations.remove(invitation);
      await storage.invitations.mark(invitation, "grants");
      expect(await storage.invitations.ofRoom(ROOM)).toEqual([]);
    });

    it("are found by room, and by the time when they end", async () => {
      await storage.invitations.put(invitation);
      await storage.invitations.put({ ...invitation, id: "i2", user: BOB, expiresAt: 101 });
      expect(await storage.invitations.forRoom(BOB, ROOM)).toHaveLength(1);
      expect(await storage.invitations.ofRoom(ROOM)).toHaveLength(2);
      expect(await storage.invitations.expired(100)).toEqual([invitation]);
    });
  });

  describe("removing an account", () => {
    const putAll = async (user: string) => {
      await storage.sessions.save({ ...session, id: `s-${user}`, user });
      await storage.notices.put({ ...notice, id: `n-${user}`, user });
      await storage.lists.put({ user, slug: "friends", displayName: "", isDefault: true });
      await storage.lists.putMember(user, "friends", { contact: CAROL, name: "" });
      await storage.subscriptions.put({
        user,
        contact: CAROL,
        state: "to",
        pendingIn: false,
        pendingOut: false,
      });
      await storage.access.add({ user, list: "block", entity: "wv:eve" });
      await storage.access.setInUse(user, "block", true);
      await storage.presence.publish(user, "s60", {});
      await storage.conversations.put({ ...conversation, user });
      await storage.sent.put({ ...sent, id: `m-${user}`, user });
      await storage.occupancies.put({ ...occupancy, session: `s-${user}`, user });
      await storage.rooms.put({ ...room, room: `r-${user}`, creator: user });
      await storage.extensions.put({ ...extension, room: `r-${user}`, session: "ended" });
      await storage.extensions.put({ ...extension, room: `other-${user}`, session: `s-${user}` });
      await storage.invitations.put({ ...invitation, user });
    };
    const census = async (user: string) => ({
      sessions: (await storage.sessions.all()).length,
      notices: (await storage.notices.ofUser(user)).length,
      lists: (await storage.lists.ofUser(user)).length,
      members: (await storage.lists.members(user, "friends")).length,
      subscriptions: (await storage.subscriptions.ofUser(user)).length,
      access: (await storage.access.ofUser(user)).length,
      inUse: (await storage.access.inUse(user)).block,
      presence: await storage.presence.published(user, "s60"),
      conversation: (await storage.conversations.get(user, CAROL))?.thread,
      sent: (await storage.sent.get(`m-${user}`))?.id,
      occupancies: (await storage.occupancies.all()).length,
      rooms: await storage.rooms.count(),
      extensions: (await storage.extensions.all()).length,
      invitations: (await storage.invitations.forRoom(user, ROOM)).length,
    });
    const nothing = {
      notices: 0,
      lists: 0,
      members: 0,
      subscriptions: 0,
      access: 0,
      inUse: false,
      invitations: 0,
    };

    it("removes all rows of that user, and no others", async () => {
      await putAll(BOB);
      const before = await census(BOB);
      await putAll(ALICE);
      await storage.accounts.close(ALICE, 7);
      await storage.accounts.fulfilled({ user: ALICE, what: "removal", at: 7 });
      expect(await census(BOB)).toEqual(before);
      expect(await census(ALICE)).toEqual({
        ...before,
        ...nothing,
        presence: undefined,
        conversation: undefined,
        sent: undefined,
      });
    });
  });
});
