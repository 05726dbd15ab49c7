// The AWS services as one small HTTP server in this process: what process-file asks of them for one good file, answered at once.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

type AttributeValue = Record<string, unknown>;
type Item = Record<string, AttributeValue>;

interface Update {
  Key: Item;
  UpdateExpression: string;
  ExpressionAttributeValues: Record<string, AttributeValue | undefined>;
}

export interface Answers {
  endpoint: string;
  /** Forgets all rows and calls, for the next process. */
  reset(): void;
  /** What has been asked for since then, in order: `GetItem`, `UpdateItem`, `GET object`, `PUT object`, `Publish`. */
  calls(): readonly string[];
  /** The row of a file as texts, if there is one. */
  row(): Record<string, string> | undefined;
  close(): Promise<void>;
}

/** Serves one object under every name. Anything but these calls is answered with an error that names it. */
export async function startAnswers(object: Buffer): Promise<Answers> {
  const items = new Map<string, Item>();
  const calls: string[] = [];
  const server = createServer((request, response) => {
    void answer(request, response, { items, calls, object });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reset: () => {
      items.clear();
      calls.length = 0;
    },
    calls: () => calls,
    row: () => textsOf([...items.values()].find((item) => item['fileName'])),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface World {
  items: Map<string, Item>;
  calls: string[];
  object: Buffer;
}

async function answer(request: IncomingMessage, response: ServerResponse, world: World): Promise<void> {
  const body = await buffer(request);
  const target = String(request.headers['x-amz-target'] ?? '').split('.')[1];
  if (target) answerTable({ target, body }, response, world);
  else if (request.method === 'POST') answerTopic(body.toString(), response, world);
  else answerBucket(request, response, world);
}

function answerTable(
  { target, body }: { target: string; body: Buffer },
  response: ServerResponse,
  { items, calls }: World,
): void {
  calls.push(target);
  const question = JSON.parse(body.toString()) as Update;
  const id = String(question.Key?.['documentId']?.['S']);
  const send = (status: number, content: object) =>
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(content));
  if (target === 'GetItem') return void send(200, { ...(items.has(id) && { Item: items.get(id) }) });
  if (target !== 'UpdateItem') return void send(400, { __type: 'ValidationException', message: target });
  const item = updated(items.get(id) ?? question.Key, question);
  items.set(id, item);
  send(200, { Attributes: item });
}

const CLAUSES = /\b(?=(?:SET|ADD|REMOVE) )/;
const PART = /#(\w+)(?: = (if_not_exists\(#\w+, )?| )?(:\w+)?/g;

/** The item after the update; conditions hold, since nobody else is there. Understands what this repository writes. */
function updated(item: Item, { UpdateExpression, ExpressionAttributeValues: values }: Update): Item {
  const next: Item = { ...item };
  for (const clause of UpdateExpression.split(CLAUSES)) {
    for (const [, name = '', onlyIfAbsent, placeholder = ''] of clause.matchAll(PART)) {
      const value = values[placeholder];
      if (!value) delete next[name];
      else if (clause.startsWith('ADD')) next[name] = sum(next[name], value);
      else if (!onlyIfAbsent || !next[name]) next[name] = value;
    }
  }
  return next;
}

const sum = (one: AttributeValue = {}, other: AttributeValue) => ({
  N: String(Number(one['N'] ?? 0) + Number(other['N'])),
});

function answerTopic(body: string, response: ServerResponse, { calls }: World): void {
  const action = new URLSearchParams(body).get('Action') ?? 'nothing';
  calls.push(action);
  const result = `<${action}Result><MessageId>m</MessageId></${action}Result>`;
  response
    .writeHead(action === 'Publish' ? 200 : 400, { 'content-type': 'text/xml' })
    .end(`<${action}Response xmlns="http://sns.amazonaws.com/doc/2010-03-31/">${result}</${action}Response>`);
}

function answerBucket(
  { method = '' }: IncomingMessage,
  response: ServerResponse,
  { calls, object }: World,
): void {
  calls.push(`${method} object`);
  if (method === 'GET') response.writeHead(200, { 'content-length': object.length, etag: '"e"' }).end(object);
  else response.writeHead(method === 'PUT' ? 200 : 404, { etag: '"e"' }).end();
}

function textsOf(item: Item | undefined): Record<string, string> | undefined {
  if (!item) return undefined;
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name, String(Object.values(value)[0])]),
  );
}
