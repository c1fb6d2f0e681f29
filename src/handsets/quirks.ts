/**
 * What a client program needs to be done differently: the names that the code knows. The top comment of
 * `mappings/quirks.yaml` says what each means, and its rows which client has which.
 */
export const QUIRKS = [
  "bare-user-map",
  "joined-as-user-list",
  "whole-texts",
  "escaped-text",
  "html-text",
  "bare-attribute-lists",
  "no-capability-client-id",
  "logout-status",
  "partial-is-failure",
  "one-transaction",
  "no-notification",
  "no-cancelled-invitations",
  "group-invitations-only",
  "speakers-by-address",
  "one-screen-name",
  "no-whispers",
  "repeats-what-is-done",
  "presence-auth-in-1.3",
  "ids-as-written",
] as const;

export type QuirkName = (typeof QUIRKS)[number];
