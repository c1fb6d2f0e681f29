import { type Element, xml } from "../../../src/xmpp/link/index.js";

/** A stanza from its text, as it comes off the stream. */
export function stanza(text: string): Element {
  const parser = new xml.Parser();
  let read: Element | undefined;
  parser.on("element", (element: Element) => {
    read = element;
  });
  parser.write(
    `<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams'>${text}`,
  );
  if (read === undefined) throw new Error(`no stanza: ${text}`);
  return read;
}
