/**
 * What a client program needs to be done differently. Which client has which is told by the rows of
 * `mappings/quirks.yaml`; this list names what the code knows how to do.
 */
export const QUIRKS = [
  "bare-user-map", // mappings directly in UserMapList, without UserMapping and Joined (Android)
  "joined-as-user-list", // GroupChangeNotice: UserList inside Joined and Left in 1.1 (S60)
  "whole-texts", // keeps the last piece of a text only: parted by references and line breaks in XML (Android)
  "escaped-text", // message text arrives with XML escapes in it (Symbian)
  "html-text", // message text is an escaped HTML span (Colibria)
  "bare-attribute-lists", // has no tokens for CALI, DALI and GALS: AttListFunc is named alone (Android)
  "no-capability-client-id", // the 1.1 capability answer starts with the list (Android)
  "logout-status", // logout is answered with Status, not with Disconnect
  "partial-is-failure", // takes 201 and 202 for failures: say 200 (Android)
  "one-transaction", // keeps only one server transaction open, whatever MultiTrans says (Android)
  "no-notification", // never answers MessageNotification: messages are always pushed (S60)
  "no-cancelled-invitations", // never answers CancelInviteUser-Request, and gets nothing else meanwhile (Android)
  "group-invitations-only", // drops invitations of other types than GR, even where it agreed to EXCON (Android)
  "speakers-by-address", // shows who speaks in a group by his address: of a screen name, the group's is taken (Android)
  "one-screen-name", // drops the join where its name is in use, and asks for no other: it gets a number (Android)
  "no-whispers", // shows a private message of a group as one to all, or never answers it (Android)
  "repeats-what-is-done", // asks again when an answer was lost, and takes "it is so already" for a failure (Android)
  "presence-auth-in-1.3", // asks its user on PresenceAuth-Request in 1.3 too, which lacks that (Android)
  "ids-as-written", // tells users apart by the text of their ids: spell each as the phone does (Android)
] as const;

export type QuirkName = (typeof QUIRKS)[number];
