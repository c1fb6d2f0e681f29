/** What is used of @xmpp/client 0.14.0, which has no types. */
declare module "@xmpp/client" {
  import type { Socket } from "node:net";

  /** An XML element; an `Element` of ltx. */
  export interface Element {
    readonly name: string;
    readonly attrs: Record<string, string | undefined>;
    children: (Element | string)[];
    is(name: string, xmlns?: string): boolean;
    /** The first such child. Without `xmlns`, of any namespace. */
    getChild(name: string, xmlns?: string): Element | undefined;
    getChildren(name: string, xmlns?: string): Element[];
    getChildText(name: string, xmlns?: string): string | null;
    getChildElements(): Element[];
    getNS(): string | undefined;
    text(): string;
    toString(): string;
  }

  type Child = Element | string | undefined;

  export function xml(
    name: string,
    attrs?: Readonly<Record<string, string | undefined>>,
    ...children: readonly (Child | readonly Child[])[]
  ): Element;

  /** One way of proving the password (an entry of the SASL factory). */
  export interface Mechanism {
    response(credentials: { readonly username: string; readonly password: string }): string;
    challenge(text: string): void;
  }

  export interface MechanismClass {
    new (): Mechanism;
    readonly prototype: Mechanism & { readonly name: string; readonly clientFirst: boolean };
  }

  export interface Client {
    readonly jid: { toString(): string } | null;
    readonly status: string;
    readonly socket: Socket | null;
    readonly reconnect: { stop(): void };
    readonly saslFactory: {
      /** Adds a mechanism and returns the factory, whose first entry of a name wins. */
      use(mechanism: MechanismClass): { _mechs: { name: string; mech: MechanismClass }[] };
    };
    readonly iqCaller: { request(stanza: Element, timeout?: number): Promise<Element> };
    readonly iqCallee: {
      /** The handler returns the payload of the result, or true for an empty one. */
      get(xmlns: string, name: string, handler: () => Element | true): void;
      set(xmlns: string, name: string, handler: () => Element | true): void;
    };
    start(): Promise<unknown>;
    stop(): Promise<unknown>;
    send(stanza: Element): Promise<void>;
    on(event: "stanza" | "send", listener: (element: Element) => void): this;
    on(event: "error", listener: (error: Error) => void): this;
    on(event: "disconnect" | "connect", listener: () => void): this;
    prependListener(event: "element", listener: (element: Element) => void): this;
  }

  export function client(options: {
    readonly service: string;
    readonly domain: string;
    readonly username: string;
    readonly password: string;
    readonly resource?: string;
  }): Client;
}
