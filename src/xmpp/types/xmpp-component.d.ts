/**
 * Declarations of @xmpp/component 0.13.1, which has none: what src/xmpp uses of it, read off its source. `Element` is
 * ltx's.
 */
declare module "@xmpp/component" {
  import type { EventEmitter } from "node:events";
  import type { Socket } from "node:net";

  export interface Element {
    name: string;
    parent: Element | null;
    attrs: Record<string, string>;
    children: (Element | string)[];
    /** Compares the name without its prefix. */
    is(name: string, xmlns?: string): boolean;
    /** Without the prefix. */
    getName(): string;
    /** Looked up in the parents too. */
    getNS(): string | undefined;
    getChild(name: string, xmlns?: string): Element | undefined;
    getChildren(name: string, xmlns?: string): Element[];
    getChildElements(): Element[];
    /** Null where there is no such child. */
    getChildText(name: string, xmlns?: string): string | null;
    /** Text of the element itself, without that of its children. */
    getText(): string;
    append(...nodes: (Element | string)[]): void;
    remove(child: Element): this;
    toString(): string;
  }

  /** What an element is made of; nothing is added for null, undefined, booleans and empty text. */
  export type Node = Element | string | number | boolean | null | undefined | readonly Node[];

  export interface Parser extends EventEmitter {
    /** The stream's header. */
    root: Element | null;
    /** The element that is open. */
    cursor: Element | null;
    onStartElement(name: string, attrs: Record<string, string>): void;
    onEndElement(name: string): void;
    onText(text: string): void;
    write(data: string): void;
  }

  export interface Xml {
    /** @param attributes a text is the namespace; those that are undefined are left out */
    (
      name: string,
      attributes?: Record<string, string | number | null | undefined> | string,
      ...children: Node[]
    ): Element;
    readonly Element: new (name: string, attributes?: Record<string, string>) => Element;
    readonly Parser: new () => Parser;
  }

  export const xml: Xml;

  export interface Component extends EventEmitter {
    /** Milliseconds; 0 for no time-outs. */
    timeout: number;
    Socket: new () => Socket;
    Parser: new () => Parser;
    socket: Socket | null;
    parser: Parser | null;
    readonly reconnect: { stop(): void };
    socketParameters(service: string): { host: string; port: number };
    _onData(data: string): void;
    _onStreamError(error: Element): void;
    connect(service: string): Promise<unknown>;
    /** Resolves with the header. */
    open(options: { domain: string }): Promise<Element>;
    /** @param secret one character for each octet */
    authenticate(id: string, secret: string): Promise<void>;
    write(text: string): Promise<void>;
    /** Closes the stream and then the socket; never rejects. */
    stop(): Promise<unknown>;
  }

  export function component(options: { service: string; domain: string; password: string }): Component;
}
