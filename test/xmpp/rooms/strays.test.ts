import type { Inbound, RoomMessage } from "../../../src/xmpp/index.js";
import { Strays } from "../../../src/xmpp/rooms/strays.js";

const message = (body: string): Inbound => ({ kind: "room-message", to: "anna@h/ph", body }) as RoomMessage;

test("strays are bounded for each occupant and in all, and make room when they are taken", () => {
  const strays = new Strays({ each: 2, inAll: 3, time: 1_000 });
  const [one, two, three, four, five] = ["1", "2", "3", "4", "5"].map(message) as [
    Inbound,
    Inbound,
    Inbound,
    Inbound,
    Inbound,
  ];
  for (const event of [one, two, three]) strays.keep("A@c", event);
  for (const event of [four, five]) strays.keep("b@c", event);
  expect(strays.take("a@c", "Anna@h/ph")).toEqual([one, two]);
  expect(strays.take("a@c", "anna@h/ph")).toEqual([]);
  strays.keep("b@c", five);
  expect(strays.take("b@c", "anna@h/ph")).toEqual([four, five]);
});
