import { type Answer, answer, ok, Refusal, type RequestOf, type Session } from "../../handsets/index.js";
import { userIdFor } from "../addresses.js";
import type { BridgeContext, Topic } from "../context.js";
import { withItems } from "../fitting.js";
import { PerSession } from "../per-session.js";
import { type Criteria, readCriteria } from "./criteria.js";
import { Findings, type Found } from "./findings.js";
import type { GroupSearch } from "./ports.js";
import { findUsers } from "./users.js";

/** What one answer tells at most. */
const LONGEST_PAGE = 100;
const USUAL_PAGE = 20;

/** Search for users and groups. What was found is kept for the session, so that it can be told in pieces. */
export function searchTopic(context: BridgeContext, groups: GroupSearch): Topic {
  const requests = new SearchRequests(context, groups);
  return {
    handlers: {
      "Search-Request": (session, request) => requests.search(session, request),
      "StopSearch-Request": (session, request) => requests.stop(session, request),
    },
    services: ["SRCH", "STSRC"],
    sessionEnded: (session) => requests.forget(session),
  };
}

class SearchRequests {
  readonly #context: BridgeContext;
  readonly #groups: GroupSearch;
  readonly #findings = new PerSession<Findings>();

  constructor(context: BridgeContext, groups: GroupSearch) {
    this.#context = context;
    this.#groups = groups;
  }

  /** A first search has pairs, its continuation the id that was told with what came before. */
  async search(session: Session, request: RequestOf<"Search-Request">): Promise<Answer> {
    const { SearchPairList, SearchID, SearchIndex = 1, SearchLimit } = request;
    if (SearchPairList === undefined || SearchPairList.length === 0) {
      if (SearchID === undefined) throw new Refusal("bad-parameter");
      const found = this.#findings.get(session.id)?.get(SearchID);
      if (found === undefined) throw new Refusal("unknown-search");
      if (SearchIndex < 1 || SearchIndex > found.ids.length) throw new Refusal("bad-search-index");
      return page(session, found, SearchIndex);
    }
    const criteria = readCriteria(request);
    const ids = await this.#find(session, criteria);
    const limit = Math.min(
      SearchLimit === undefined || SearchLimit < 1 ? USUAL_PAGE : SearchLimit,
      LONGEST_PAGE,
    );
    return page(session, this.#keep(session, { of: criteria.of, ids, limit }), 1);
  }

  stop(session: Session, { SearchID }: RequestOf<"StopSearch-Request">): Promise<Answer> {
    if (this.#findings.get(session.id)?.drop(SearchID) !== true) throw new Refusal("unknown-search");
    return Promise.resolve(ok());
  }

  forget(session: Session): Promise<void> {
    this.#findings.delete(session);
    return Promise.resolve();
  }

  async #find(session: Session, criteria: Criteria): Promise<readonly string[]> {
    if (criteria.of === "groups") return this.#groups.find(session, criteria.all);
    const users = await findUsers(criteria.all, this.#context);
    return users.map((jid) => userIdFor(session, jid, this.#context.space));
  }

  #keep(session: Session, found: Omit<Found, "id">): Found {
    const findings = this.#findings.get(session.id) ?? new Findings(this.#context.runtime.random);
    this.#findings.set(session, findings);
    return findings.add(found);
  }
}

/**
 * As much as the phone asked for and its parser takes, from an index on; indices begin with 1.
 * @throws Refusal response-too-large
 */
function page(session: Session, { id, of, ids, limit }: Found, from: number): Answer {
  const rest = ids.slice(from - 1, from - 1 + limit);
  const content = withItems(session, rest, (shown) => {
    const next = from + shown.length;
    return {
      kind: "Search-Response",
      SearchID: id,
      SearchFindings: ids.length,
      CompletionFlag: next > ids.length,
      SearchIndex: next,
      ...(shown.length > 0 && {
        SearchResult:
          of === "groups"
            ? { GroupList: { GroupID: shown } }
            : { UserList: { User: shown.map((UserID) => ({ UserID })) } },
      }),
    };
  });
  if (rest.length > 0 && content.SearchIndex === from) throw new Refusal("response-too-large");
  return answer(content);
}
