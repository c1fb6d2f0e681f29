import { Occupancies } from "../../../src/bridge/groups/occupancies.js";
import { Bench, HOME } from "../../support/bridge/bench.js";
import { GROUP, ROOM } from "./stage.js";

const ROW = {
  session: "s1",
  user: `alice@${HOME}`,
  as: `alice@${HOME}/phone`,
  room: ROOM,
  nick: "alice",
  groupId: GROUP,
  wantsNotices: false,
  isInside: true,
};

async function seated() {
  const { context, storage } = await Bench.open();
  const occupancies = new Occupancies(context);
  await occupancies.load();
  return { occupancies, storage, seat: await occupancies.add(ROW, undefined) };
}

describe("the place of a session in a room", () => {
  test("keeps both of two changes at once", async () => {
    const { occupancies, storage, seat } = await seated();
    const spelled = "wv:/Party@conference.example.org";
    await Promise.all([
      occupancies.change(seat, { wantsNotices: true }),
      occupancies.change(seat, { groupId: spelled }),
    ]);
    const both = { wantsNotices: true, groupId: spelled };
    expect(seat.row).toMatchObject(both);
    expect(await storage.occupancies.get("s1", ROOM)).toMatchObject(both);
  });

  test("that is given up stays so, whatever was to be changed of it", async () => {
    const { occupancies, storage, seat } = await seated();
    const change = () => occupancies.change(seat, { wantsNotices: true });
    await Promise.all([change(), occupancies.remove(seat), change()]);
    expect(await storage.occupancies.all()).toEqual([]);
    expect(occupancies.find("s1", ROOM)).toBeUndefined();
  });
});

test("which sessions are in which rooms is read again where the store could not be read at first", async () => {
  const { context, storage } = await Bench.open();
  await storage.occupancies.put(ROW);
  let failures = 1;
  const all = () =>
    failures-- > 0 ? Promise.reject(new Error("the disk is slow")) : storage.occupancies.all();
  const flaky = { ...context.storage, occupancies: { ...storage.occupancies, all } };
  const occupancies = new Occupancies({ storage: flaky });
  await expect(occupancies.load()).rejects.toThrow("the disk is slow");
  await occupancies.load();
  expect(occupancies.find("s1", ROOM)?.row).toEqual(ROW);
});
