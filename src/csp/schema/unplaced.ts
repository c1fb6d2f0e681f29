/** Elements whose name and token are certain, but not the place: read wherever they stand, never written. */
import { codePage } from "./dsl.js";

const continued = codePage("CommonContinued");

export const UNPLACED = [
  codePage("Access").text("Capability", ["1.1", "1.2"]),
  continued.integer("GroupContentLimit", "1.3"),
  continued.boolean("InText", "1.3"),
  continued.any("ExtBlockETEM", "1.3"),
] as const;
