// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the configuration has variables of this form
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { addressSpace, ConfigError, loadConfig, parseConfig } from "../../src/gateway/config.js";

const FILE = "/etc/hamlet/hamlet.yaml";
const MINIMAL = "domain: imps.example.org\nxmpp: { component: { secret: s3cret } }\n";

function faults(source: string, environment: Record<string, string> = {}): readonly string[] {
  try {
    parseConfig(source, FILE, environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

describe("a configuration", () => {
  it("needs no more than domain and secret", () => {
    expect(parseConfig(MINIMAL, FILE, {})).toEqual({
      domain: "imps.example.org",
      folder: "/etc/hamlet",
      xmpp: {
        component: { host: "127.0.0.1", port: 5347, secret: "s3cret" },
        muc: "conference.example.org",
      },
      imps: {
        http: { host: "0.0.0.0", port: 8080, path: "/" },
        cir: { tcp: { host: "0.0.0.0", port: 8081 } },
        session: { keepAlive: 600, maxTimeToLive: 86_400, pollMin: 5 },
        extendConversation: { joinTimeout: 60, maxGroups: 10_000 },
        provider: { name: "Hamlet" },
      },
      storage: { url: "sqlite:hamlet.db" },
      operator: { host: "127.0.0.1", port: 9090 },
      log: { level: "info" },
      phoneNumbers: {},
    });
  });

  it("comes with the project as an example that is good", () => {
    const example = fileURLToPath(new URL("../../config/hamlet.yaml", import.meta.url));
    expect(loadConfig(example, {}).domain).toBe("imps.localhost");
  });

  it.each(["prosody/hamlet.cfg.lua", "ejabberd/hamlet.yml"])("is an example that fits config/%s", (name) => {
    const example = (file: string) => fileURLToPath(new URL(`../../config/${file}`, import.meta.url));
    const { domain, xmpp } = loadConfig(example("hamlet.yaml"), {});
    const server = readFileSync(example(name), "utf8");
    for (const shared of [domain, `service@${domain}`, xmpp.muc, xmpp.component.secret, xmpp.component.port])
      expect(server).toContain(String(shared));
  });

  it.each([
    ["imps.example.org", "conference.example.org"],
    ["example.org", "conference.example.org"],
    ["localhost", "conference.localhost"],
  ])("of %s has its rooms at %s unless it says otherwise", (domain, muc) => {
    expect(parseConfig(MINIMAL.replace("imps.example.org", domain), FILE, {}).xmpp.muc).toBe(muc);
  });

  it("takes empty sections for left out", () => {
    expect(faults(`${MINIMAL}imps:\n  http:\nlog:\n`)).toEqual([]);
  });

  it("writes domains in lower case", () => {
    const config = parseConfig(`${MINIMAL}phoneNumbers: { SMS.Example.org: digits }`, FILE, {});
    expect(addressSpace(config).phoneNumbers).toEqual(new Map([["sms.example.org", "digits"]]));
  });

  it("can do without CIR", () => {
    expect(parseConfig(`${MINIMAL}imps: { cir: { tcp: false } }`, FILE, {}).imps.cir.tcp).toBe(false);
  });
});

describe("values from the environment", () => {
  it.each([
    ["within braces", "{ secret: ${SECRET}, port: ${PORT} }"],
    ["within quotes", '{ secret: "${SECRET}", port: "${PORT}" }'],
    ["on lines of their own", "\n    secret: ${SECRET}\n    port: ${PORT}"],
  ])("stand %s", (_where, component) => {
    const source = `domain: a\${HOST}.org\nxmpp:\n  component: ${component}\n`;
    const config = parseConfig(source, FILE, { SECRET: "{a: 'b' # ${HOST}", PORT: "5350", HOST: "x" });
    expect(config.domain).toBe("ax.org");
    expect(config.xmpp.component).toEqual({ host: "127.0.0.1", port: 5350, secret: "{a: 'b' # ${HOST}" });
  });

  it("are a fault, once, where they are not set or not fit", () => {
    const source = "domain: ${D}\nxmpp: { component: { secret: ${S}, port: ${P} } }";
    expect(faults(source, { P: "many" })).toEqual([
      "domain: the environment variable D is not set",
      "xmpp.component.secret: the environment variable S is not set",
      "xmpp.component.port: must be a whole number from 1 to 65535",
    ]);
  });

  it("can say that there is no CIR", () => {
    const source = `${MINIMAL}imps: { cir: { tcp: \${CIR} } }`;
    expect(parseConfig(source, FILE, { CIR: "false" }).imps.cir.tcp).toBe(false);
    expect(faults(source, { CIR: "no" })).toEqual(["imps.cir.tcp: must be a group of keys, or false"]);
  });
});

describe("faults", () => {
  const HOST = "must be a host name or an IP address";

  it.each([
    ["imps: { http: { host: not a host } }", `imps.http.host: ${HOST}`],
    ["imps: { cir: { tcp: { host: '[::1]' } } }", `imps.cir.tcp.host: ${HOST}`],
    ["operator: { host: 'localhost:9090' }", `operator.host: ${HOST}`],
    ["imps: { http: { path: '/a b?x' } }", "imps.http.path: must have no spaces, no ? and no #"],
  ])("are where no server can listen: %s", (line, fault) => {
    expect(faults(MINIMAL + line)).toEqual([fault]);
  });

  it.each(["::", "fe80::1%eth0", "10.0.0.1", "my_host", "imps.example.org.", "bücher.example"])(
    "are not found in the host %s",
    (host) => {
      expect(faults(`${MINIMAL}operator: { host: '${host}' }`)).toEqual([]);
    },
  );

  it("are told all at once, each with its place", () => {
    const source = `
domain: not a host
colour: red
xmpp: { component: { secret: 12345 } }
imps:
  http: { port: 65536, path: csp, tls: { cert: nowhere.pem } }
  cir: { tcp: { port: x, publicport: 1 }, udp: {} }
  session: { keepAlive: 10, pollMin: 11 }
  extendConversation: 60
storage: { url: "postgres://localhost", sealKey: short }
log: { level: loud }
phoneNumbers: { sms.example.org: both }
mappings: nowhere
`;
    expect([...faults(source)].sort()).toEqual([
      "colour: is not a known key",
      "domain: must be a host name",
      "imps.cir.tcp.port: must be a whole number from 0 to 65535",
      "imps.cir.tcp.publicport: is not a known key",
      "imps.cir.udp.port: is missing",
      "imps.extendConversation: must be a group of keys",
      "imps.http.path: must begin with /",
      "imps.http.port: must be a whole number from 0 to 65535",
      "imps.http.tls.cert: names no file that can be read",
      "imps.http.tls.key: is missing",
      "imps.session.pollMin: must not be longer than keepAlive",
      "log.level: must be one of trace, debug, info, warn, error, fatal, silent",
      "mappings: names no folder that can be read",
      "phoneNumbers.sms.example.org: must be one of plus, digits",
      "storage.sealKey: is shorter than 16 characters",
      "storage.url: PostgreSQL is not supported yet; use sqlite:FILE.",
      "xmpp.component.secret: must be text (put it in quotes)",
    ]);
  });

  it.each([
    ["port: 8081", "", "imps.cir.tcp.port: 8081 is the port of imps.http on the same host, too"],
    ["host: 127.0.0.1, port: 9090", "", "operator.port: 9090 is the port of imps.http on the same host, too"],
    [
      'host: "::", port: 9000',
      "operator: { port: 9000 }",
      "operator.port: 9000 is the port of imps.http on the same host, too",
    ],
    [
      "host: phones.example.org",
      "operator: { host: Phones.example.org, port: 8080 }",
      "operator.port: 8080 is the port of imps.http on the same host, too",
    ],
    ["port: 0", "operator: { port: 0 }", undefined],
    ["host: 192.0.2.1, port: 9090", "", undefined],
    ['host: "::1", port: 8081', "", undefined],
  ])("tell of two parts in one place (http: %s; %s)", (http, operator, fault) => {
    const source = `${MINIMAL}imps: { http: { ${http} } }\n${operator}`;
    expect(faults(source)).toEqual(fault === undefined ? [] : [fault]);
  });

  it.each([
    "domain: imps.example.org\nxmpp: { muc: IMPS.example.org, component: { secret: x } }",
    "domain: conference.example.org\nxmpp: { component: { secret: x } }",
  ])("tell that rooms cannot be at the domain itself (%j)", (source) => {
    expect(faults(source)).toEqual([
      "xmpp.muc: must not be the domain itself, since rooms are on a service of their own",
    ]);
  });

  it("tell that the XMPP server cannot be reached at any port", () => {
    expect(faults(`${MINIMAL.replace("secret: s3cret", "secret: s3cret, port: 0")}`)).toEqual([
      "xmpp.component.port: must be a whole number from 1 to 65535",
    ]);
  });

  it("of an empty file name what it must hold", () => {
    expect(faults("")).toEqual(["domain: is missing", "xmpp.component.secret: is missing"]);
  });

  it.each([
    ["broken YAML", "domain: [\n", /^\/etc\/hamlet\/hamlet\.yaml:2:1: /],
    ["a key that is there twice", "domain: a\ndomain: b\n", /^\/etc\/hamlet\/hamlet\.yaml:2:1: Map keys/],
    ["an alias of nothing", "domain: *nothing\n", /^\/etc\/hamlet\/hamlet\.yaml: Unresolved alias/],
    ["a list", "- domain\n", /^\(file\): must be a group of keys$/],
  ])("of %s are lines too", (_what, source, fault) => {
    expect(faults(source)).toHaveLength(1);
    expect(faults(source)[0]).toMatch(fault);
  });
});

describe("a configuration file", () => {
  const folder = mkdtempSync(join(tmpdir(), "hamlet-config-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is what relative paths are relative to", () => {
    const file = join(folder, "hamlet.yaml");
    mkdirSync(join(folder, "own"));
    writeFileSync(join(folder, "cert.pem"), "");
    writeFileSync(
      file,
      `${MINIMAL}mappings: own\nimps: { http: { tls: { cert: cert.pem, key: ${folder}/cert.pem } } }`,
    );
    const config = loadConfig(file, {});
    expect(config.folder).toBe(folder);
    expect(config.mappings).toBe(join(folder, "own"));
    expect(config.imps.http.tls).toEqual({ cert: join(folder, "cert.pem"), key: join(folder, "cert.pem") });
  });

  it.each([
    ["is not there", "nowhere.yaml", "there is no such file"],
    ["is a folder", ".", "the file cannot be read (EISDIR)"],
  ])("that %s is told in one line", (_what, name, problem) => {
    const file = join(folder, name);
    expect(() => loadConfig(file, {})).toThrow(new ConfigError([`${file}: ${problem}`]));
  });
});
