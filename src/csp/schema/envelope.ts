/** What stands around a primitive: message, session, transaction. */
import { codePage, many, one, optional, some } from "./dsl.js";

const common = codePage("Common");
const continued = codePage("CommonContinued");

const Poll = common.boolean("Poll");

/** The place of the primitive; the message builder and the walker fill it from the list of primitives. */
export const TransactionContent = common.struct("TransactionContent", [], { namespace: "trc" });

const TransactionDescriptor = common.struct("TransactionDescriptor", [
  one(common.closedEnumeration("TransactionMode", ["Request", "Response"])),
  optional(common.text("TransactionID")),
  optional(Poll, "1.1"),
]);

const Transaction = common.struct("Transaction", [
  one(TransactionDescriptor),
  one(TransactionContent),
  many(continued.any("ExtBlock", "1.2+")),
]);

const SessionDescriptor = common.struct("SessionDescriptor", [
  one(common.closedEnumeration("SessionType", ["Inband", "Outband"])),
  optional(common.text("SessionID")),
]);

const Session = common.struct("Session", [
  one(SessionDescriptor),
  some(Transaction),
  optional(Poll, "1.2+"),
  optional(continued.boolean("CIR", "1.2+")),
]);

export const Envelope = common.struct("WV-CSP-Message", [one(Session)], { namespace: "csp" });
