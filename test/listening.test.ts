import { createServer } from "node:net";
import { listen } from "../src/listening.js";

describe("a server that listens", () => {
  it("logs what goes wrong later, and goes on", async () => {
    const errors: object[] = [];
    const log = { debug() {}, info() {}, warn() {}, error: (fields: object) => void errors.push(fields) };
    const server = createServer();
    await listen(server, { host: "127.0.0.1", port: 0 }, "test", log);
    const error = new Error("too many open files");
    server.emit("error", error);
    expect(errors).toEqual([{ err: error }]);
    expect(server.listening).toBe(true);
    const second = listen(createServer(), server.address() as never, "test", log);
    await expect(second).rejects.toThrow("listen");
    await new Promise((resolve) => server.close(resolve));
  });
});
