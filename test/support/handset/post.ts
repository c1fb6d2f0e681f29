import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { Violation } from "./violation.js";

export interface PostOptions {
  readonly url: string;
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: Agent;
  /** Announces this length instead of the body's. */
  readonly length?: number;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The connections of one phone. */
export function connectionsOf(isKept: boolean): Agent {
  return new Agent({ keepAlive: isKept });
}

/** Sends one POST; waits to be asked for the body where a header says so. Rejects when the connection fails. */
export function post({ url, body, headers, agent, length = body.length }: PostOptions): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method: "POST",
      agent,
      headers: { ...headers, "Content-Length": String(length) },
    });
    sent.once("error", reject);
    sent.once("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", reject);
      response.once("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    if (headers.Expect === undefined) sent.end(body);
    else {
      sent.once("continue", () => sent.end(body));
      sent.flushHeaders();
    }
  });
}

/** What every phone's HTTP layer needs of an answer. */
export function checkReply({ status, headers, body }: HttpReply, contentType: string): void {
  if (status !== 200) throw new Violation(`HTTP status ${status}, which no phone understands`);
  const length = headers["content-length"];
  if (length === undefined || headers["transfer-encoding"] !== undefined)
    throw new Violation("An answer without Content-Length, which phones take for an empty one");
  if (headers["content-encoding"] !== undefined) throw new Violation("A compressed answer");
  if (body.length > 0 && headers["content-type"] !== contentType)
    throw new Violation(`An answer of type ${headers["content-type"]} to a request of type ${contentType}`);
}
