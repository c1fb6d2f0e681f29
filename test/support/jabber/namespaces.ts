export const NS = {
  conference: "jabber:x:conference",
  data: "jabber:x:data",
  delay: "urn:xmpp:delay",
  discoInfo: "http://jabber.org/protocol/disco#info",
  muc: "http://jabber.org/protocol/muc",
  mucAdmin: "http://jabber.org/protocol/muc#admin",
  mucOwner: "http://jabber.org/protocol/muc#owner",
  mucUser: "http://jabber.org/protocol/muc#user",
  ping: "urn:xmpp:ping",
  receipts: "urn:xmpp:receipts",
  roster: "jabber:iq:roster",
} as const;
