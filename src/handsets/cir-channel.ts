/** The way to wake phones that wait for a call (CIR). */
export interface CirChannel {
  /** @param sessionId of a session that agreed to CIR */
  isConnected(sessionId: string): boolean;
  /** Asks the phone to poll; without effect where it is not connected. */
  wake(sessionId: string): void;
}

/** Where no CIR is offered. */
export const NO_CIR: CirChannel = { isConnected: () => false, wake: () => undefined };
