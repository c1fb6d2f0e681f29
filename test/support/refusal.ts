import { CspError } from "../../src/csp/index.js";

/** The error of the codec that some work ends in; fails if there is none or it is another. */
export function refusalOf(work: () => unknown): CspError {
  try {
    work();
  } catch (error) {
    if (error instanceof CspError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}
