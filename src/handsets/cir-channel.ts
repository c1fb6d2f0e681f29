/** The way to wake phones that wait for a call (CIR). */
export interface CirChannel {
  /** The port in use. */
  readonly port: number;
  /** @param sessionId of a session that agreed to CIR */
  isConnected(sessionId: string): boolean;
  /** Asks the phone to poll, once until it has. */
  wake(sessionId: string): void;
  /** The phone has polled, or has been told otherwise that there is something. */
  polled(sessionId: string): void;
  /** The session has ended. */
  drop(sessionId: string): void;
}

/** Where no CIR is offered. */
export const NO_CIR: CirChannel = {
  port: 0,
  isConnected: () => false,
  wake: () => undefined,
  polled: () => undefined,
  drop: () => undefined,
};
