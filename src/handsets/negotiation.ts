import {
  type FunctionTree,
  type KnownContent,
  type Leaf,
  negotiateServices,
  type PrimitiveName,
  type ServiceAgreement,
} from "../csp/index.js";
import type { Runtime } from "../runtime.js";
import { agree, capabilityAnswer, type ServerSide } from "./capabilities.js";
import type { PhoneSession } from "./phone-session.js";
import type { HandsetsOptions, ProviderInfo } from "./ports.js";
import { Refusal } from "./refusal.js";
import { type Answer, answer, ok, type RequestOf } from "./requests.js";
import { offeredIn } from "./services.js";
import type { SessionRegistry } from "./session-registry.js";
import { clampTimeToLive } from "./time-to-live.js";

/** Answers a request that concerns the session itself. */
export type Own<N extends PrimitiveName> = (session: PhoneSession, request: RequestOf<N>) => Promise<Answer>;

export type OwnHandlers = { readonly [N in PrimitiveName]?: Own<N> };

export interface NegotiationOptions extends Pick<HandsetsOptions, "provider" | "session"> {
  readonly runtime: Runtime;
  readonly server: {
    readonly cirTcp: { readonly host: string | undefined; readonly port: () => number } | undefined;
    readonly pollMin: number;
  };
  readonly sessions: SessionRegistry;
  readonly offered: () => ReadonlySet<Leaf>;
  /** The phone's capabilities have changed. */
  readonly adjusted: (session: PhoneSession) => void;
}

const DONE = { Code: 200 };

/** The features of a tree as plain text can name them: as a whole. @param isWanted tells which */
function wholeFeatures(
  { WVCSPFeat = {} }: FunctionTree,
  isWanted: (feature: FunctionTree) => boolean,
): FunctionTree | undefined {
  const named = Object.entries(WVCSPFeat).filter(([, feature]) => isWanted(feature));
  if (named.length === 0) return undefined;
  return { WVCSPFeat: Object.fromEntries(named.map(([name]) => [name, {}])) };
}

/** Android gets stuck without `AllFunctions`, which in plain text would say nothing of features that lack something. */
function inPlainText({ notAvailable = {}, allFunctions = {} }: Partial<ServiceAgreement>) {
  return {
    notAvailable: wholeFeatures(notAvailable, (feature) => Object.keys(feature).length === 0),
    allFunctions: wholeFeatures(allFunctions, () => true),
  };
}

/** The tree with nothing inside AttListFunc, which stands for all of it. */
function withBareAttributeLists(tree: FunctionTree): FunctionTree {
  const branches = Object.entries(tree).map(([name, children]): [string, FunctionTree] => [
    name,
    name === "AttListFunc" ? {} : withBareAttributeLists(children),
  ]);
  return Object.fromEntries(branches);
}

/** The trees of an agreement in the form that the phone reads. */
function readableBy({ syntax, quirks }: PhoneSession, agreement: ServiceAgreement) {
  if (syntax === "pts") return inPlainText(agreement);
  if (!quirks.has("bare-attribute-lists")) return agreement;
  const { notAvailable, allFunctions } = agreement;
  return {
    notAvailable: notAvailable && withBareAttributeLists(notAvailable),
    allFunctions: allFunctions && withBareAttributeLists(allFunctions),
  };
}

function serviceAnswer(
  session: PhoneSession,
  request: RequestOf<"Service-Request">,
  offered: ReadonlySet<Leaf>,
): { readonly content: KnownContent; readonly agreed: ReadonlySet<Leaf> } {
  const supported = offeredIn(session.version, offered);
  if (offered.size === 0) throw new Refusal("service-not-supported");
  const agreement = negotiateServices({
    ...(request.Functions !== undefined && { functions: request.Functions }),
    allFunctionsRequest: request.AllFunctionsRequest === true,
    version: session.version,
    supported,
  });
  const { notAvailable, allFunctions } = readableBy(session, agreement);
  const content: KnownContent = {
    kind: "Service-Response",
    ...(request.ClientID !== undefined && { ClientID: request.ClientID }),
    ...(notAvailable !== undefined && { Functions: notAvailable }),
    ...(allFunctions !== undefined && { AllFunctions: allFunctions }),
  };
  return { content, agreed: agreement.agreed };
}

/** What a phone is offered: a CIR address that it can reach, or none. Android gives up its login if it cannot. */
function offeredTo(
  { reachedAt }: PhoneSession,
  { cirTcp, pollMin }: NegotiationOptions["server"],
): ServerSide {
  const host = cirTcp?.host ?? reachedAt;
  if (cirTcp === undefined || host === undefined) return { cirTcp: undefined, pollMin };
  return { cirTcp: { host, port: cirTcp.port }, pollMin };
}

function negotiate({ sessions, server, runtime, offered, adjusted }: NegotiationOptions): OwnHandlers {
  return {
    "Service-Request": async (session, request) => {
      const { content, agreed } = serviceAnswer(session, request, offered());
      session.services = agreed;
      await sessions.save(session);
      return answer(content);
    },
    "ClientCapability-Request": async (session, request) => {
      const list = request.CapabilityList ?? {};
      const side = offeredTo(session, server);
      session.capabilities = agree(list, side);
      session.cirAgreedAt = runtime.clock.now();
      if (list.InitialDeliveryMethod !== undefined) {
        session.deliveryMethod = list.InitialDeliveryMethod === "N" ? "notify" : "push";
      }
      adjusted(session);
      await sessions.save(session);
      const { version, quirks } = session;
      const context = { version, server: side, isBare: quirks.has("no-capability-client-id") };
      return answer(capabilityAnswer(request, session.capabilities, context));
    },
  };
}

function spInfo(
  { name, description, url }: ProviderInfo,
  clientId: RequestOf<"GetSPInfo-Request">["ClientID"],
): KnownContent {
  return {
    kind: "GetSPInfo-Response",
    ...(clientId !== undefined && { ClientID: clientId }),
    Name: name,
    ...(description !== undefined && { Description: description }),
    ...(url !== undefined && { URL: url }),
  };
}

function keep({ sessions, session: limits, provider }: NegotiationOptions): OwnHandlers {
  return {
    "KeepAlive-Request": async (session, { TimeToLive }) => {
      if (TimeToLive !== undefined) sessions.setTimeToLive(session, clampTimeToLive(TimeToLive, limits));
      await sessions.save(session);
      return answer({ kind: "KeepAlive-Response", Result: DONE, KeepAliveTime: session.timeToLive });
    },
    "Logout-Request": async (session) => {
      const isStatus = session.quirks.has("logout-status") || session.version === "1.3";
      await sessions.end(session, "logout");
      return isStatus ? ok() : answer({ kind: "Disconnect", Result: DONE });
    },
    "GetSPInfo-Request": (_session, { ClientID }) => Promise.resolve(answer(spInfo(provider, ClientID))),
    "SetDeliveryMethod-Request": async (session, { DeliveryMethod, AcceptedContentLength, GroupID }) => {
      if (GroupID !== undefined) return ok();
      session.deliveryMethod = DeliveryMethod === "N" ? "notify" : "push";
      if (AcceptedContentLength !== undefined) {
        session.capabilities = { ...session.capabilities, acceptedContentLength: AcceptedContentLength };
      }
      await sessions.save(session);
      return ok();
    },
  };
}

/** The requests that the handsets answer by themselves. */
export function ownHandlers(options: NegotiationOptions): OwnHandlers {
  return { ...negotiate(options), ...keep(options) };
}
