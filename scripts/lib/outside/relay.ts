// What stands between a caller and the engine takes a request whole, hands it on whole, and gives the answer back.
import { once } from 'node:events';
import { request as sendPlainly, type Agent, type IncomingMessage, type ServerResponse } from 'node:http';

export interface Request {
  method: string;
  /** Path and query. */
  url: string;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

export interface Reply {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** Reads a request to its end. */
export async function takeRequest(incoming: IncomingMessage): Promise<Request> {
  const { method = 'GET', url = '/', headers } = incoming;
  return { method, url, headers, body: await bytesOf(incoming) };
}

/** Sends the request to the engine; throws what the connection throws. */
export async function handOn(
  { method, url, headers, body }: Request,
  { engine, agent }: { engine: URL; agent: Agent },
): Promise<Reply> {
  const { hostname, port, host } = engine;
  const sent = { ...headers, host, 'content-length': String(body.length) };
  // The body was read whole, whatever way it came in.
  delete (sent as IncomingMessage['headers'])['transfer-encoding'];
  const outgoing = sendPlainly({ agent, hostname, port, method, path: url, headers: sent });
  outgoing.end(body);
  const [reply] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: reply.statusCode ?? 502, headers: reply.headers, body: await bytesOf(reply) };
}

/** Answers with a reply of the engine. */
export function giveReply(response: ServerResponse, reply: Reply): void {
  // The length of the answer to a HEAD is that of a body which does not come.
  const headers = reply.body.length > 0 ? withLength(reply) : reply.headers;
  response.writeHead(reply.status, headers);
  response.end(reply.body);
}

/** The headers of a reply whose body is at hand as a whole. */
export function withLength({ headers, body }: Reply): IncomingMessage['headers'] {
  const { 'transfer-encoding': _, ...rest } = headers;
  return { ...rest, 'content-length': String(body.length) };
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  return Buffer.concat(await stream.toArray());
}
