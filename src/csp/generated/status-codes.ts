// Made by `npm run generate` from mappings/csp/status-codes.yaml: change that file, not this one.
export const statusCodes = {
 "classes": {
  "provisional": [
   100,
   199
  ],
  "success": [
   200,
   299
  ]
 },
 "unknown": 500,
 "codes": {
  "100": {
   "name": "continue",
   "meaning": "Still working on it; the final answer follows"
  },
  "101": {
   "name": "queued",
   "meaning": "Waiting in a queue; the final answer follows"
  },
  "102": {
   "name": "started",
   "meaning": "Begun; the final answer follows"
  },
  "200": {
   "name": "ok",
   "meaning": "Done"
  },
  "201": {
   "name": "partly-done",
   "meaning": "Done for some of the ids; DetailedResult names the others"
  },
  "202": {
   "name": "accepted",
   "meaning": "Taken on; how it ended is told later"
  },
  "400": {
   "name": "malformed-message",
   "meaning": "The message could not be parsed or is built wrongly",
   "xmpp": "bad-request"
  },
  "401": {
   "name": "unauthorized",
   "meaning": "Not authorised, or: answer the digest challenge of this Login-Response",
   "xmpp": "not-authorized"
  },
  "402": {
   "name": "bad-parameter",
   "meaning": "An element is missing or holds a wrong value",
   "xmpp": "bad-request"
  },
  "403": {
   "name": "forbidden",
   "meaning": "Not permitted; in S60 also: no room left for lists",
   "xmpp": "forbidden"
  },
  "404": {
   "name": "not-found",
   "meaning": "No such thing, where no closer code fits",
   "xmpp": "item-not-found"
  },
  "405": {
   "name": "service-not-supported",
   "meaning": "The server does not offer this request at all",
   "xmpp": "feature-not-implemented"
  },
  "406": {
   "name": "request-timeout-s60",
   "meaning": "Timed out, as old S60 phones number it",
   "in": [
    "1.1"
   ],
   "send": false,
   "instead": 504,
   "xmpp": "remote-server-timeout"
  },
  "408": {
   "name": "request-timeout",
   "meaning": "The request took too long",
   "in": [
    "1.2",
    "1.3"
   ],
   "instead": 504,
   "xmpp": "remote-server-timeout"
  },
  "409": {
   "name": "wrong-password",
   "meaning": "The password or digest does not match",
   "xmpp": "not-authorized"
  },
  "410": {
   "name": "cannot-deliver",
   "meaning": "The recipient cannot be reached",
   "xmpp": "service-unavailable"
  },
  "415": {
   "name": "content-type-not-supported",
   "meaning": "This kind of content is not accepted",
   "xmpp": "not-acceptable"
  },
  "420": {
   "name": "unknown-transaction",
   "meaning": "An answer to a transaction that nobody opened",
   "xmpp": "unexpected-request"
  },
  "422": {
   "name": "client-id-mismatch",
   "meaning": "The ClientID does not belong to this user",
   "xmpp": "not-authorized"
  },
  "423": {
   "name": "unknown-invitation",
   "meaning": "No invitation has this id",
   "xmpp": "item-not-found"
  },
  "424": {
   "name": "unknown-search",
   "meaning": "No search has this id",
   "xmpp": "item-not-found"
  },
  "425": {
   "name": "bad-search-index",
   "meaning": "The search has no result at this index",
   "xmpp": "bad-request"
  },
  "426": {
   "name": "unknown-message",
   "meaning": "No message has this id",
   "xmpp": "item-not-found"
  },
  "431": {
   "name": "member-not-authorized",
   "meaning": "The member of the group may not do this",
   "xmpp": "forbidden"
  },
  "432": {
   "name": "response-too-large",
   "meaning": "The answer is bigger than the client said it can take",
   "in": [
    "1.2",
    "1.3"
   ],
   "instead": 410,
   "xmpp": "resource-constraint"
  },
  "500": {
   "name": "internal-error",
   "meaning": "The server or its network failed",
   "xmpp": "internal-server-error"
  },
  "501": {
   "name": "not-implemented",
   "meaning": "Known, but not built into this server",
   "xmpp": "feature-not-implemented"
  },
  "502": {
   "name": "session-not-recoverable",
   "meaning": "The old session cannot be taken up again: log in afresh",
   "in": [
    "1.2",
    "1.3"
   ],
   "instead": 600,
   "endsSession": true
  },
  "503": {
   "name": "service-unavailable",
   "meaning": "Out of order for the moment",
   "xmpp": "service-unavailable"
  },
  "504": {
   "name": "timed-out",
   "meaning": "The other side did not answer in time",
   "xmpp": "remote-server-timeout"
  },
  "505": {
   "name": "version-not-supported",
   "meaning": "This protocol version is not spoken here",
   "xmpp": "not-acceptable"
  },
  "506": {
   "name": "service-not-agreed",
   "meaning": "The request needs a function that service negotiation did not agree",
   "xmpp": "feature-not-implemented"
  },
  "507": {
   "name": "message-queue-full",
   "meaning": "No more messages can be kept for the recipient",
   "xmpp": "resource-constraint"
  },
  "516": {
   "name": "domain-not-supported",
   "meaning": "The domain is unknown or not served",
   "xmpp": "remote-server-not-found"
  },
  "521": {
   "name": "presence-authorization-pending",
   "meaning": "An earlier request to see this presence is still open",
   "xmpp": "unexpected-request"
  },
  "522": {
   "name": "group-request-pending",
   "meaning": "An earlier request for this group is still open",
   "xmpp": "unexpected-request"
  },
  "531": {
   "name": "unknown-user",
   "meaning": "No such user or screen name",
   "xmpp": "item-not-found"
  },
  "532": {
   "name": "blocked-by-recipient",
   "meaning": "The recipient does not want to hear from the sender",
   "xmpp": "service-unavailable"
  },
  "533": {
   "name": "recipient-not-logged-in",
   "meaning": "The recipient is not logged in",
   "xmpp": "recipient-unavailable"
  },
  "534": {
   "name": "recipient-not-entitled",
   "meaning": "The recipient has no right to receive this",
   "xmpp": "forbidden"
  },
  "535": {
   "name": "search-timed-out",
   "meaning": "The search took too long",
   "xmpp": "remote-server-timeout"
  },
  "536": {
   "name": "too-many-hits",
   "meaning": "The search found more than can be returned",
   "xmpp": "resource-constraint"
  },
  "537": {
   "name": "search-too-broad",
   "meaning": "The search needs narrower criteria",
   "xmpp": "not-acceptable"
  },
  "538": {
   "name": "message-rejected",
   "meaning": "The recipient refused the message",
   "xmpp": "not-acceptable"
  },
  "540": {
   "name": "header-encoding-not-supported",
   "meaning": "The encoding of the header is not known",
   "xmpp": "not-acceptable"
  },
  "541": {
   "name": "message-forwarded",
   "meaning": "The message was passed on to someone else",
   "in": [
    "1.2",
    "1.3"
   ],
   "instead": 202
  },
  "542": {
   "name": "message-expired",
   "meaning": "The message waited longer than it was valid",
   "in": [
    "1.2",
    "1.3"
   ],
   "instead": 410,
   "xmpp": "recipient-unavailable"
  },
  "543": {
   "name": "no-common-digest-schema",
   "meaning": "Client and server share no way to hash the password",
   "in": [
    "1.2",
    "1.3"
   ],
   "instead": 402,
   "xmpp": "not-authorized"
  },
  "600": {
   "name": "session-expired",
   "meaning": "The session ran out of time",
   "endsSession": true
  },
  "601": {
   "name": "forced-logout",
   "meaning": "The server ended the session",
   "endsSession": true
  },
  "603": {
   "name": "already-logged-in",
   "meaning": "This client has another session that stays",
   "xmpp": "conflict"
  },
  "604": {
   "name": "invalid-session",
   "meaning": "No such session, or not logged in",
   "endsSession": true
  },
  "605": {
   "name": "new-value-not-accepted",
   "meaning": "The server keeps its own value; the answer tells which",
   "xmpp": "not-acceptable"
  },
  "616": {
   "name": "insufficient-rights-s60",
   "meaning": "Too few rights, as S60 phones number it",
   "send": false,
   "instead": 816,
   "xmpp": "forbidden"
  },
  "700": {
   "name": "unknown-contact-list",
   "meaning": "No such contact list",
   "xmpp": "item-not-found"
  },
  "701": {
   "name": "contact-list-exists",
   "meaning": "A contact list of this name exists",
   "xmpp": "conflict"
  },
  "702": {
   "name": "bad-user-property",
   "meaning": "A property of a contact is wrong or not supported",
   "xmpp": "bad-request"
  },
  "750": {
   "name": "bad-presence-attribute",
   "meaning": "A presence attribute is unknown or not supported",
   "xmpp": "bad-request"
  },
  "751": {
   "name": "bad-presence-value",
   "meaning": "A presence attribute holds a wrong value",
   "xmpp": "bad-request"
  },
  "752": {
   "name": "bad-contact-list-property",
   "meaning": "A property of a contact list is wrong or not supported",
   "xmpp": "bad-request"
  },
  "753": {
   "name": "too-many-contact-lists",
   "meaning": "No further contact list can be made",
   "in": [
    "1.2",
    "1.3"
   ],
   "instead": 403,
   "xmpp": "resource-constraint"
  },
  "754": {
   "name": "too-many-contacts",
   "meaning": "The contact list is full",
   "in": [
    "1.2",
    "1.3"
   ],
   "instead": 403,
   "xmpp": "resource-constraint"
  },
  "755": {
   "name": "too-many-attribute-lists",
   "meaning": "No further attribute list can be made",
   "in": [
    "1.2",
    "1.3"
   ],
   "instead": 403,
   "xmpp": "resource-constraint"
  },
  "760": {
   "name": "auto-subscribe-not-supported",
   "meaning": "A list cannot be subscribed as a whole; subscribe user by user",
   "in": [
    "1.2"
   ],
   "instead": 402,
   "xmpp": "feature-not-implemented"
  },
  "800": {
   "name": "unknown-group",
   "meaning": "No such group",
   "xmpp": "item-not-found"
  },
  "801": {
   "name": "group-exists",
   "meaning": "A group with this id exists",
   "xmpp": "conflict"
  },
  "802": {
   "name": "group-is-open",
   "meaning": "The group is open: it has no member or reject list to change",
   "xmpp": "not-allowed"
  },
  "803": {
   "name": "group-is-restricted",
   "meaning": "Only members may enter the group",
   "xmpp": "registration-required"
  },
  "804": {
   "name": "group-is-public",
   "meaning": "Not possible in a public group",
   "xmpp": "not-allowed"
  },
  "805": {
   "name": "group-is-private",
   "meaning": "Not possible in a private group",
   "xmpp": "not-allowed"
  },
  "806": {
   "name": "bad-group-property",
   "meaning": "A group property is wrong or not supported",
   "xmpp": "not-acceptable"
  },
  "807": {
   "name": "already-joined",
   "meaning": "The user is in the group already",
   "xmpp": "conflict"
  },
  "808": {
   "name": "not-joined",
   "meaning": "The user is not in the group",
   "xmpp": "not-acceptable"
  },
  "809": {
   "name": "rejected-by-group",
   "meaning": "The user is on the group's reject list",
   "xmpp": "forbidden"
  },
  "810": {
   "name": "not-a-member",
   "meaning": "The user is not a member of the group",
   "xmpp": "registration-required"
  },
  "811": {
   "name": "screen-name-in-use",
   "meaning": "Another one in the group has this screen name",
   "xmpp": "conflict"
  },
  "812": {
   "name": "whisper-off-in-group",
   "meaning": "The group permits no private messages",
   "xmpp": "forbidden"
  },
  "813": {
   "name": "whisper-off-for-user",
   "meaning": "That user takes no private messages",
   "xmpp": "forbidden"
  },
  "814": {
   "name": "group-limit-of-user",
   "meaning": "The user has as many groups as allowed",
   "xmpp": "resource-constraint"
  },
  "815": {
   "name": "group-limit-of-server",
   "meaning": "The server has as many groups as allowed",
   "xmpp": "resource-constraint"
  },
  "816": {
   "name": "insufficient-group-privileges",
   "meaning": "Too few rights in the group",
   "xmpp": "forbidden"
  },
  "817": {
   "name": "group-is-full",
   "meaning": "As many users have joined as allowed",
   "xmpp": "service-unavailable"
  },
  "821": {
   "name": "history-not-supported",
   "meaning": "The group keeps no history",
   "xmpp": "feature-not-implemented"
  },
  "822": {
   "name": "searchable-group-needs-title",
   "meaning": "A group that can be searched needs a name or a topic",
   "xmpp": "not-acceptable"
  },
  "900": {
   "name": "multiple-errors",
   "meaning": "Everything failed, for different reasons; see DetailedResult",
   "xmpp": "undefined-condition"
  },
  "901": {
   "name": "address-error",
   "meaning": "An address cannot be understood",
   "xmpp": "jid-malformed"
  },
  "902": {
   "name": "not-enough-credit",
   "meaning": "The account has no credit left",
   "in": [
    "1.2",
    "1.3"
   ],
   "instead": 403,
   "xmpp": "policy-violation"
  },
  "903": {
   "name": "higher-service-class-needed",
   "meaning": "The subscription does not include this",
   "in": [
    "1.2",
    "1.3"
   ],
   "instead": 403,
   "xmpp": "policy-violation"
  },
  "907": {
   "name": "no-provider-agreement",
   "meaning": "The two providers have no agreement",
   "in": [
    "1.3"
   ],
   "instead": 516,
   "xmpp": "remote-server-not-found"
  },
  "920": {
   "name": "msisdn-missing-or-wrong",
   "meaning": "The phone number from the network is missing or does not fit",
   "in": [
    "1.2",
    "1.3"
   ],
   "instead": 403,
   "xmpp": "not-authorized"
  }
 },
 "contexts": {
  "any": {
   "about": "nothing closer applies"
  },
  "login": {
   "about": "checking a handset's credentials"
  },
  "session": {
   "about": "the XMPP side ends a handset's session"
  },
  "list": {
   "about": "contact lists"
  },
  "user": {
   "about": "anything that names a user"
  },
  "message": {
   "about": "a message to a user",
   "within": "user"
  },
  "report": {
   "about": "a message that came back, in a delivery report",
   "otherwise": 410
  },
  "presence": {
   "about": "presence of a user",
   "within": "user"
  },
  "invite": {
   "about": "an invitation handed to a user",
   "within": "user"
  },
  "blocked": {
   "about": "a user who is known to have blocked the sender",
   "within": "user"
  },
  "offline": {
   "about": "a user who is known to be offline, where nothing is stored",
   "within": "user"
  },
  "search": {
   "about": "a search"
  },
  "muc": {
   "about": "anything in or about a room"
  },
  "muc-create": {
   "about": "creating a room; a limit is the server's",
   "within": "muc"
  },
  "muc-create-user": {
   "about": "creating a room; a limit is the user's",
   "within": "muc-create"
  },
  "muc-config": {
   "about": "a room's configuration form",
   "within": "muc"
  },
  "muc-members": {
   "about": "the member list of a room",
   "within": "muc"
  },
  "muc-join": {
   "about": "entering a room",
   "within": "muc"
  },
  "nick": {
   "about": "choosing a nickname in a room",
   "within": "muc"
  },
  "muc-message": {
   "about": "a message to a room",
   "within": "muc"
  },
  "muc-private": {
   "about": "a private message in a room",
   "within": "muc"
  },
  "muc-invite": {
   "about": "an invitation sent through a room",
   "within": "muc"
  },
  "extend": {
   "about": "the room of an extended conversation",
   "within": "muc-create"
  },
  "extend-invite": {
   "about": "an invitation into an extended conversation",
   "within": "invite"
  }
 },
 "conditions": {
  "bad-request": {
   "any": 400,
   "muc-config": 806,
   "muc-join": 811,
   "nick": 811
  },
  "conflict": {
   "any": 402,
   "login": 603,
   "session": 601,
   "list": 701,
   "muc": 816,
   "muc-create": 801,
   "muc-join": 811,
   "nick": 811
  },
  "feature-not-implemented": {
   "any": 405
  },
  "forbidden": {
   "any": 403,
   "blocked": 532,
   "extend-invite": 410,
   "muc": 816,
   "muc-join": 809,
   "muc-private": 812,
   "extend": 815
  },
  "gone": {
   "any": 410,
   "muc": 800
  },
  "internal-server-error": {
   "any": 500
  },
  "item-not-found": {
   "any": 404,
   "user": 531,
   "list": 700,
   "muc": 800,
   "muc-private": 531
  },
  "jid-malformed": {
   "any": 901,
   "muc-join": 811,
   "nick": 811
  },
  "not-acceptable": {
   "any": 402,
   "report": 538,
   "extend-invite": 410,
   "muc-config": 806,
   "muc-join": 811,
   "nick": 811,
   "muc-message": 808,
   "muc-private": 808,
   "muc-invite": 808
  },
  "not-allowed": {
   "any": 403,
   "extend-invite": 410,
   "muc": 816,
   "extend": 815
  },
  "not-authorized": {
   "any": 403,
   "login": 409,
   "muc-join": 803
  },
  "policy-violation": {
   "any": 503,
   "message": 507
  },
  "recipient-unavailable": {
   "any": 410,
   "user": 533,
   "extend-invite": 410
  },
  "redirect": {
   "any": 410
  },
  "registration-required": {
   "any": 403,
   "muc": 803,
   "muc-members": 810
  },
  "remote-server-not-found": {
   "any": 516,
   "extend": 503
  },
  "remote-server-timeout": {
   "any": 504,
   "search": 535,
   "message": 410,
   "extend-invite": 410,
   "extend": 503
  },
  "resource-constraint": {
   "any": 503,
   "message": 507,
   "muc-join": 817,
   "muc-create": 815,
   "muc-create-user": 814
  },
  "service-unavailable": {
   "any": 503,
   "user": 410,
   "offline": 533,
   "muc-join": 817
  },
  "subscription-required": {
   "any": 403
  },
  "undefined-condition": {
   "any": 500
  },
  "unexpected-request": {
   "any": 400
  },
  "account-disabled": {
   "any": 403
  },
  "credentials-expired": {
   "any": 403
  },
  "temporary-auth-failure": {
   "any": 503
  },
  "connection-timeout": {
   "any": 503,
   "session": 600
  },
  "remote-connection-failed": {
   "any": 503,
   "session": 600
  },
  "reset": {
   "any": 503,
   "session": 600
  },
  "system-shutdown": {
   "any": 503,
   "session": 600
  }
 }
} as const;
