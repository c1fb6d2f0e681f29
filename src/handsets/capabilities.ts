import type { FieldsOf, KnownContent, Version } from "../csp/index.js";
import type { Capabilities } from "./session.js";

type Request = FieldsOf<"ClientCapability-Request">;
type List = NonNullable<Request["CapabilityList"]>;

/** Of a phone that has not negotiated: what every one that we know of can take. */
export const DEFAULT_CAPABILITIES: Capabilities = {
  clientType: "MOBILE_PHONE",
  acceptedContentLength: 32_767,
  parserSize: 32_767,
  multiTrans: 1,
  cirMethods: [],
  pollMin: 30,
};

/** S60 sends up to four requests at once; no phone was seen to take more. */
const MOST_TRANSACTIONS = 8;
const TEXT_BEARER = "HTTP";

/** What the server can do about waking phones. */
export interface ServerSide {
  /** The CIR address that the phone is told; undefined: none is offered. */
  readonly cirTcp: { readonly host: string; readonly port: () => number } | undefined;
  /** Seconds. */
  readonly pollMin: number;
}

/** What both sides can do. Android takes SHTTP without an address for polling, S60 would wait for a call. */
function cirMethodsOf(offered: readonly string[], server: ServerSide): readonly string[] {
  return offered.filter((method) => method === "STCP" && server.cirTcp !== undefined);
}

function largest(...lengths: readonly (number | undefined)[]): number | undefined {
  const given = lengths.filter((length) => length !== undefined && length > 0) as number[];
  return given.length === 0 ? undefined : Math.max(...given);
}

/** The capabilities of a session after a ClientCapability-Request. */
export function agree(list: List, server: ServerSide): Capabilities {
  const content = largest(
    list.AcceptedContentLength,
    list.AcceptedPullLength,
    list.AcceptedPushLength,
    list.AcceptedRichContentLength,
    list.AcceptedTextContentLength,
  );
  return {
    clientType: list.ClientType ?? DEFAULT_CAPABILITIES.clientType,
    acceptedContentLength: content ?? DEFAULT_CAPABILITIES.acceptedContentLength,
    parserSize: largest(list.ParserSize) ?? DEFAULT_CAPABILITIES.parserSize,
    multiTrans: Math.min(MOST_TRANSACTIONS, Math.max(1, list.MultiTrans ?? 1)),
    cirMethods: cirMethodsOf(list.SupportedCIRMethod ?? [], server),
    pollMin: Math.max(server.pollMin, 1),
  };
}

function addressOf(capabilities: Capabilities, server: ServerSide) {
  if (!capabilities.cirMethods.includes("STCP") || server.cirTcp === undefined) return {};
  return { TCPAddress: server.cirTcp.host, TCPPort: server.cirTcp.port() };
}

/**
 * The answer: in 1.1 the whole list as agreed, later the agreed part alone, which must come first.
 * @param isBare without ClientID in 1.1, for a phone that takes the first child for the list (Android)
 */
export function capabilityAnswer(
  request: Request,
  agreed: Capabilities,
  context: { readonly version: Version; readonly isBare: boolean; readonly server: ServerSide },
): KnownContent {
  const { version, isBare, server } = context;
  const methods = agreed.cirMethods.length > 0 ? { SupportedCIRMethod: agreed.cirMethods } : {};
  const reach = { ...methods, ...addressOf(agreed, server), ServerPollMin: agreed.pollMin };
  if (version !== "1.1") {
    return {
      kind: "ClientCapability-Response",
      AgreedCapabilityList: {
        SupportedBearer: [TEXT_BEARER],
        ...reach,
        ...(version === "1.3" && { MultiTrans: agreed.multiTrans }),
      },
    };
  }
  const {
    SupportedCIRMethod: _,
    UDPPort: __,
    TCPAddress: ___,
    TCPPort: ____,
    ...rest
  } = request.CapabilityList ?? {};
  const clientId = request.ClientID !== undefined && !isBare ? { ClientID: request.ClientID } : {};
  return {
    kind: "ClientCapability-Response",
    ...clientId,
    CapabilityList: { ...rest, SupportedBearer: [TEXT_BEARER], MultiTrans: agreed.multiTrans, ...reach },
  };
}
