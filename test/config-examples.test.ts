import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ports } from "../src/cli/quickstart/ports.js";
import { listens, servesClients } from "../src/cli/quickstart/probes.js";
import { Service } from "../src/cli/quickstart/service.js";
import { createProcessRuntime } from "../src/gateway/process-runtime.js";
import { createXmpp, type Xmpp } from "../src/xmpp/index.js";
import { JabberUser } from "./support/jabber/index.js";
import { ejabberdIn, startEjabberd, startProsody, type XmppServer } from "./support/servers/index.js";

const CONFIG = fileURLToPath(new URL("../config", import.meta.url));
const SERVICE = "service@imps.localhost/hamlet";
const PHONE = "phil@imps.localhost/phone";

/** The gateway's stream, up. */
async function gatewayOf({ component, host, ports }: XmppServer): Promise<Xmpp> {
  const { domain, secret } = component;
  const xmpp = createXmpp({
    domain,
    component: { host, port: ports.component, secret },
    name: "Hamlet",
    version: "0",
    runtime: createProcessRuntime("silent"),
  });
  await new Promise<void>((resolve) =>
    xmpp.start({
      received: () => Promise.resolve(),
      online: () => Promise.resolve(resolve()),
      offline: () => undefined,
      directory: {
        exists: () => Promise.resolve(true),
        resources: () => [],
        mayKnow: () => Promise.resolve(false),
        lastSeen: () => Promise.resolve(undefined),
        device: () => undefined,
      },
    }),
  );
  return xmpp;
}

describe.each([
  ["Prosody", startProsody],
  ["ejabberd", startEjabberd],
])("rooms as config/ has them on %s", (_name, start) => {
  let server: XmppServer;
  let gateway: Xmpp;
  let alice: JabberUser;
  let bob: JabberUser;
  const room = (name: string) => `${name}@${server.rooms}`;

  /** A room with the gateway's own occupant and a phone in it, and members. */
  async function conversation(name: string, ...members: readonly JabberUser[]): Promise<string> {
    await gateway.rooms.enter(room(name), "hamlet", SERVICE, { mayCreate: true });
    for (const jid of [PHONE.split("/")[0] ?? "", ...members.map((member) => member.jid)]) {
      await gateway.rooms.setAffiliation(room(name), SERVICE, jid, "member");
    }
    await gateway.rooms.enter(room(name), "Phil", PHONE, { mayCreate: false });
    return room(name);
  }

  beforeAll(async () => {
    server = await start({ flavour: "profile", users: { alice: "secret", bob: "secret" } });
    gateway = await gatewayOf(server);
    const { client: port } = server.ports;
    alice = new JabberUser({ jid: "alice@localhost", password: "secret", port });
    bob = new JabberUser({ jid: "bob@localhost", password: "secret", port });
    await Promise.all([alice.connect(), bob.connect()]);
  });
  afterAll(async () => {
    await Promise.all([alice.close(), bob.close()]);
    await gateway.stop();
    await server.close();
  });

  test("begin with the properties of a conversation", async () => {
    const name = await conversation("defaults");
    const form = new Map(
      (await gateway.rooms.configuration(name, SERVICE)).map((field) => [field.name, field.value]),
    );
    const isOff = (field: string) => ["0", "false", "", undefined].includes(form.get(field)?.toString());
    for (const field of [
      "muc#roomconfig_persistentroom",
      "muc#roomconfig_publicroom",
      "public_list",
      "muc#roomconfig_changesubject",
      "muc#roomconfig_moderatedroom",
      "muc#roomconfig_historylength",
      "allow_private_messages",
      "allow_query_users",
    ]) {
      expect([field, isOff(field)]).toEqual([field, true]);
    }
    expect(isOff("muc#roomconfig_membersonly")).toBe(false);
    expect(form.get("muc#roomconfig_whois")).toBe("moderators");
  });

  test("are not created by users, nor again once they are gone", async () => {
    const refused = { condition: expect.stringMatching(/^(not-allowed|forbidden)$/) as unknown };
    await expect(alice.rooms.enter(room("own"), "Alice")).rejects.toMatchObject(refused);
    const name = await conversation("short", alice);
    await gateway.rooms.leave(name, PHONE);
    await gateway.rooms.leave(name, SERVICE);
    await gateway.settled();
    expect(await alice.hasRoom(name)).toBe(false);
    await expect(alice.rooms.enter(name, "Alice")).rejects.toMatchObject(refused);
  });

  test("let nobody in but members, who may invite", async () => {
    const name = await conversation("closed", alice);
    await expect(bob.rooms.enter(name, "Bob")).rejects.toMatchObject({ condition: "registration-required" });
    await alice.rooms.enter(name, "Alice");
    await alice.rooms.invite(name, bob.jid, { reason: "join us" });
    const invitation = await bob.next("invitation");
    expect(invitation).toMatchObject({ room: name, reason: "join us" });
    expect((await bob.rooms.accept(invitation, "Bob")).self.affiliation).toBe("member");
  });

  test("keep what an invitation says of the chat that it continues", async () => {
    const name = await conversation("continued", alice);
    await alice.rooms.enter(name, "Alice");
    await alice.rooms.invite(name, bob.jid, { continues: { thread: "t-1" } });
    expect(await bob.next("invitation")).toMatchObject({ isContinuation: true, thread: "t-1" });
  });

  test("refuse private messages, and nobody is thrown out for one", async () => {
    const name = await conversation("open", alice, bob);
    await alice.rooms.enter(name, "Alice");
    await bob.rooms.enter(name, "Bob");
    await alice.rooms.whisper(name, "Bob", "psst");
    expect(await alice.next("error")).toMatchObject({ of: "message" });
    await bob.settle();
    expect(bob.waiting("private-message")).toEqual([]);
    await alice.rooms.say(name, "still here");
    expect(await bob.next("room-message")).toMatchObject({ nick: "Alice", body: "still here" });
  });

  test("show neither history nor the gateway's own occupant", async () => {
    const name = await conversation("past", alice, bob);
    await alice.rooms.enter(name, "Alice");
    await alice.rooms.say(name, "early");
    await alice.next("room-message", ({ body }) => body === "early");
    const { history, others } = await bob.rooms.enter(name, "Bob", { history: 50 });
    expect(history).toEqual([]);
    expect(others.map(({ nick }) => nick).sort()).toEqual(["Alice", "Phil"]);
  });

  test("keep their subject from members", async () => {
    const name = await conversation("subject", alice);
    await alice.rooms.enter(name, "Alice");
    await alice.rooms.setSubject(name, "mine");
    expect(await alice.next("error")).toMatchObject({ condition: "forbidden" });
  });
});

describe("an example configuration runs as it is, but for the ports:", () => {
  let folder: string;
  let service: Service | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "hamlet-example-"));
  });
  afterEach(async () => {
    await service?.kill();
    await rm(folder, { recursive: true });
  });

  /** Starts it and waits until clients and components are served. */
  async function run(file: string, prepare: (text: string) => string, program: Service): Promise<void> {
    const free = new Ports();
    const [client, component, http] = [await free.take(), await free.take(), await free.take()];
    const text = (await readFile(file, "utf8"))
      .replace("5222", String(client))
      .replace("5347", String(component))
      .replaceAll("5280", String(http));
    await writeFile(file, prepare(text));
    service = program;
    await program.start(
      async () =>
        (await servesClients(client, "localhost")) && (await listens(component)) && (await listens(http)),
    );
  }

  test("Prosody", async () => {
    await cp(join(CONFIG, "prosody"), folder, { recursive: true });
    await mkdir(join(folder, "data"));
    await mkdir(join(folder, "certs"));
    const file = join(folder, "hamlet.cfg.lua");
    const args = ["-F", "--config", file];
    const asRoot = process.getuid?.() === 0 ? "run_as_root = true\n" : "";
    const prosody = new Service({ name: "Prosody", program: "prosody", args, folder });
    await run(file, (text) => asRoot + text, prosody);
    expect(prosody.output).not.toMatch(/\t(warn|error)\t/);
  });

  test("ejabberd", async () => {
    const file = join(folder, "ejabberd.yml");
    await cp(join(CONFIG, "ejabberd", "hamlet.yml"), file);
    await mkdir(join(folder, "spool"));
    const ejabberd = ejabberdIn(folder);
    await run(file, (text) => text, ejabberd);
    // It would like an archive of rooms, which conversations are not to have.
    expect(ejabberd.output.replace(/.*mod_mam is recommended.*/g, "")).not.toMatch(/\[(warning|error)\]/);
  });
});
