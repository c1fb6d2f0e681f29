import { openStorage } from "../../src/storage/index.js";
import { notice } from "./rows.js";

/** Puts notices for ever, and names each once its promise has resolved. Runs as a process that is killed. */
const storage = await openStorage(`sqlite:${process.argv[2]}`);
await storage.accounts.put(notice.user, "secret");
for (let count = 0; ; count += 1) {
  await storage.notices.put({ ...notice, id: `n${count}` });
  process.stdout.write(`n${count}\n`);
}
