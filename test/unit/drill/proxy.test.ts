import { once } from 'node:events';
import { Agent, createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Fault } from '../../../scripts/drill/faults.ts';
import { FaultProxy } from '../../../scripts/drill/proxy.ts';

const ANSWER = 'the answer of the service';

let service: Server;
let heard: { method: string; url: string; body: string }[];
let proxy: FaultProxy;
let agent: Agent;

beforeEach(async () => {
  heard = [];
  agent = new Agent({ keepAlive: true });
  service = createServer((incoming, response) => {
    void incoming.toArray().then((parts) => {
      const { method = '', url = '' } = incoming;
      heard.push({ method, url, body: Buffer.concat(parts as Buffer[]).toString() });
      response.writeHead(200, { 'x-kept': 'yes', 'content-length': ANSWER.length });
      response.end(method === 'HEAD' ? undefined : ANSWER);
    });
  });
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  proxy = new FaultProxy(`http://127.0.0.1:${(service.address() as AddressInfo).port}`);
  await proxy.start();
});

afterEach(async () => {
  await proxy.stop();
  service.closeAllConnections();
  service.close();
});

interface Got {
  status?: number | undefined;
  headers?: IncomingMessage['headers'];
  body: string;
  error?: string | undefined;
}

/** One call to S3 through the proxy; an error after the head leaves what had arrived. */
async function call(method = 'GET', body = '', idleInMs = 0): Promise<Got> {
  const got: Got = { body: '' };
  const outgoing = request(`${proxy.address('s3')}/bucket/key%20one?x=1`, { method, agent });
  if (idleInMs > 0) outgoing.setTimeout(idleInMs, () => outgoing.destroy(new Error('silence')));
  // After the head an error is told by the reply; this keeps it from being unhandled.
  outgoing.on('error', () => undefined);
  outgoing.end(body);
  try {
    const [reply] = (await once(outgoing, 'response')) as [IncomingMessage];
    Object.assign(got, { status: reply.statusCode, headers: reply.headers });
    for await (const part of reply) got.body += String(part);
  } catch (error) {
    got.error = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
  }
  return got;
}

const always = (fault: Fault) => (proxy.choose = () => fault);
const kinds = () => proxy.done.map(({ kind }) => kind);

describe('without a fault', () => {
  test('hands call and answer on as they are', async () => {
    const got = await call('PUT', 'a body');
    expect(heard).toEqual([{ method: 'PUT', url: '/bucket/key%20one?x=1', body: 'a body' }]);
    expect(got).toMatchObject({ status: 200, body: ANSWER, headers: { 'x-kept': 'yes' } });
    expect({ calls: proxy.calls, done: proxy.done }).toEqual({ calls: 1, done: [] });
  });

  test('leaves the length in the answer to a HEAD', async () => {
    const { headers, body } = await call('HEAD');
    expect({ length: headers?.['content-length'], body }).toEqual({
      length: String(ANSWER.length),
      body: '',
    });
  });
});

describe('a fault', () => {
  test('reset: the caller sees a broken connection, the service nothing', async () => {
    always({ kind: 'reset' });
    expect(await call()).toMatchObject({ error: 'ECONNRESET' });
    expect({ heard, kinds: kinds() }).toEqual({ heard: [], kinds: ['reset'] });
  });

  test.each([
    ['error', 500, 'InternalError'],
    ['throttle', 503, 'SlowDown'],
  ] as const)('%s: S3 says %d %s and does nothing', async (kind, status, code) => {
    always({ kind });
    const got = await call();
    expect({ status: got.status, heard }).toEqual({ status, heard: [] });
    expect(got.body).toContain(`<Code>${code}</Code>`);
  });

  test('delay: the answer is late and whole', async () => {
    always({ kind: 'delay', delayInMs: 120 });
    const begun = performance.now();
    expect(await call()).toMatchObject({ status: 200, body: ANSWER });
    expect(performance.now() - begun).toBeGreaterThanOrEqual(115);
  });

  test('delay: the call arrives although the caller has given up', async () => {
    always({ kind: 'delay', delayInMs: 120 });
    expect(await call('PUT', 'late', 40)).toMatchObject({ error: 'silence' });
    while (heard.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(heard).toMatchObject([{ body: 'late' }]);
  });

  test('drop-reply: the service did it, the caller sees a broken connection', async () => {
    always({ kind: 'drop-reply' });
    expect(await call('PUT', 'done')).toMatchObject({ error: 'ECONNRESET' });
    expect(heard).toMatchObject([{ body: 'done' }]);
  });

  test('cut-body: the head promises more than arrives', async () => {
    always({ kind: 'cut-body', share: 0.4 });
    const got = await call();
    expect(got).toMatchObject({ status: 200, body: ANSWER.slice(0, 10), error: 'ECONNRESET' });
    expect(got.headers?.['content-length']).toBe(String(ANSWER.length));
  });

  test('cut-body: not even the last byte but one counts as whole', async () => {
    always({ kind: 'cut-body', share: 1 });
    expect(await call()).toMatchObject({ body: ANSWER.slice(0, -1), error: 'ECONNRESET' });
  });

  test('stall-body: silence in the middle', async () => {
    always({ kind: 'stall-body', share: 0.4 });
    expect(await call('GET', '', 100)).toMatchObject({ status: 200, body: ANSWER.slice(0, 10) });
    expect(kinds()).toEqual(['stall-body']);
  });

  test('an answer without a body is dropped instead of cut', async () => {
    always({ kind: 'cut-body', share: 0.5 });
    expect(await call('HEAD')).toMatchObject({ error: 'ECONNRESET' });
    expect(kinds()).toEqual(['drop-reply']);
  });

  test('kill: counts only when there was a process to kill', async () => {
    const ports: number[] = [];
    proxy.killCaller = (port) => ports.push(port) === 2;
    always({ kind: 'kill', isAfterEffect: true });
    expect(await call()).toMatchObject({ status: 200 });
    expect(await call()).toMatchObject({ status: 200 });
    expect({ kinds: kinds(), heard: heard.length }).toEqual({ kinds: ['kill'], heard: 2 });
    expect(ports.every((port) => port > 1023)).toBe(true);
  });
});

describe('an outage', () => {
  test('refuses connections of this service alone, and ends', async () => {
    await call();
    const address = proxy.address('s3');
    await proxy.refuse('s3');
    // The connection of the first call is dead as well, but may not have noticed yet.
    agent = new Agent();
    expect(await call()).toMatchObject({ error: 'ECONNREFUSED' });
    const other = await fetch(proxy.address('sns'));
    expect(await other.text()).toBe(ANSWER);
    await proxy.restore('s3');
    expect(proxy.address('s3')).toBe(address);
    expect(await call()).toMatchObject({ status: 200, body: ANSWER });
  });

  test('breaks calls that are under way and records them', async () => {
    always({ kind: 'delay', delayInMs: 5_000 });
    const caught = call();
    while (proxy.calls === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await proxy.refuse('s3');
    expect(await caught).toMatchObject({ error: 'ECONNRESET' });
    expect(kinds()).toEqual(['delay', 'drop-reply']);
  });
});
