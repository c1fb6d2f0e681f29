import { xml } from "@xmpp/client";
import { briefPrimitive } from "../../../src/cli/quickstart/brief-primitive.js";
import { briefStanza } from "../../../src/cli/quickstart/brief-stanza.js";
import { Narrator } from "../../../src/cli/quickstart/narrator.js";
import { networkAddresses } from "../../../src/cli/quickstart/network.js";

describe("a primitive in one line", () => {
  test("names who it is about, and holds its text, but no password", () => {
    expect(
      briefPrimitive({
        kind: "Login-Request",
        UserID: "wv:alice",
        ClientID: { URL: "http://phone.example" },
        Password: "secret",
        SessionCookie: "c",
      }),
    ).toBe("Login-Request UserID=wv:alice");
    expect(
      briefPrimitive({
        kind: "NewMessage",
        MessageInfo: {
          MessageID: "m1",
          ContentSize: 100,
          Recipient: { User: [{ UserID: "wv:alice" }] },
          Sender: { User: { UserID: "wv:bob" } },
        },
        ContentData: "x".repeat(100),
      }),
    ).toBe(`NewMessage Recipient=wv:alice Sender=wv:bob "${"x".repeat(60)}…"`);
  });

  test("tells a status with its description", () => {
    const Result = { Code: 531, Description: "Unknown user" };
    expect(briefPrimitive({ kind: "Status", Result })).toBe('Status 531 "Unknown user"');
  });
});

describe("a stanza in one line", () => {
  test("has no ids, namespaces and resources, and nothing of extensions beside the conversation", () => {
    const stanza = xml(
      "message",
      {
        xmlns: "jabber:client",
        id: "1",
        type: "chat",
        to: "bob@localhost/a1",
        from: "alice@imps.localhost/x",
      },
      xml("body", {}, "Hello"),
      xml("markable", { xmlns: "urn:xmpp:chat-markers:0" }),
    );
    expect(briefStanza(stanza)).toBe(
      "<message from='alice@imps.localhost' to='bob@localhost' type='chat'><body>Hello</body></message>",
    );
  });

  test("keeps the names of people in rooms", () => {
    const stanza = xml("presence", { to: "den@rooms.localhost/Bob" });
    expect(briefStanza(stanza)).toBe("<presence to='den@rooms.localhost/Bob'/>");
  });
});

describe("the narrator", () => {
  const shown = (isTTY: boolean) => {
    const texts: string[] = [];
    const narrator = new Narrator({ isTTY, write: (text) => texts.push(text) });
    narrator.step("They meet.");
    narrator.phone("Alice", "sends", { kind: "Polling-Request" });
    narrator.jabber("Bob", "gets", xml("presence"));
    return texts.join("");
  };

  test("numbers the steps, and says who sent and got what", () => {
    expect(shown(false)).toBe(
      "\n1. They meet.\n   Alice phone  sends Polling-Request\n   Bob   Jabber gets  <presence/>\n",
    );
  });

  test("uses colours on a terminal only", () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are made of them
    expect(shown(true).replace(/\u001b\[\d+m/g, "")).toBe(shown(false));
    expect(shown(true)).toContain("\u001b[");
  });
});

test("phones are told the IPv4 addresses that others can reach", () => {
  const address = (text: string, family: "IPv4" | "IPv6", internal: boolean) =>
    ({ address: text, family, internal, netmask: "", mac: "", cidr: null, scopeid: 0 }) as const;
  const interfaces = {
    lo: [address("127.0.0.1", "IPv4", true)],
    eth0: [address("fe80::1", "IPv6", false), address("192.168.1.7", "IPv4", false)],
  };
  expect(networkAddresses(interfaces as Parameters<typeof networkAddresses>[0])).toEqual(["192.168.1.7"]);
});
