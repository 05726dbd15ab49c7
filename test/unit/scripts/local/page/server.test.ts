// The server of the local pages: reading only, under its own name only, on this machine only.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { request, type IncomingHttpHeaders } from 'node:http';
import { networkInterfaces } from 'node:os';
import { connect } from 'node:net';
import { servePages, type PageServer } from '../../../../../scripts/local/page/server.ts';
import { homePage } from '../../../../../scripts/local/page/home-page.ts';
import { inboxPage } from '../../../../../scripts/local/page/inbox-page.ts';
import { elementsOf, fakeFacts } from './fake-facts.ts';

let server: PageServer;
beforeAll(async () => {
  server = await servePages({
    '/': (isLive) => Promise.resolve(`home ${isLive}`),
    '/broken': () => Promise.reject(new Error('<b>cut</b>')),
  });
});
afterAll(() => server.stop());

interface Answer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  text: string;
}

function ask(path: string, { method = 'GET', host = '' } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = host === '' ? {} : { Host: host };
    const asked = request(new URL(path, server.url), { method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          text: Buffer.concat(parts).toString(),
        }),
      );
    });
    asked.on('error', reject);
    asked.end();
  });
}

describe('the server', () => {
  test('answers a page, with a policy that lets nothing run', async () => {
    const { status, headers, text } = await ask('/?live=no');
    expect([status, text]).toEqual([200, 'home false']);
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'unsafe-inline'; img-src data:;/,
    );
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  test.each(['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'])('refuses %s', async (method) => {
    const { status, headers } = await ask('/', { method });
    expect([status, headers.allow]).toEqual([405, 'GET']);
  });

  test.each(['/other', '/__proto__', '/constructor', '/%2e%2e/x'])('has no page %s', async (path) => {
    expect((await ask(path)).status).toBe(404);
  });

  test('answers under its own names only', async () => {
    const { port } = new URL(server.url);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`])
      expect((await ask('/', { host })).status).toBe(200);
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      `127.0.0.1.evil.example:${port}`,
      '127.0.0.1',
    ])
      expect((await ask('/', { host })).status).toBe(403);
  });

  test('says what went wrong, escaped', async () => {
    const { status, text } = await ask('/broken');
    expect(status).toBe(500);
    expect(text).toContain('Error: &lt;b&gt;cut&lt;/b&gt;');
  });

  test('cannot be reached from outside this machine', async () => {
    const outside = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ family, internal }) => family === 'IPv4' && !internal);
    const reached = await Promise.all(outside.map(({ address }) => isReached(address)));
    expect(new URL(server.url).hostname).toBe('127.0.0.1');
    expect(reached.filter(Boolean)).toEqual([]);
  });
});

function isReached(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port: Number(new URL(server.url).port), timeout: 1000 });
    const end = (isThere: boolean) => () => {
      socket.destroy();
      resolve(isThere);
    };
    socket.on('connect', end(true)).on('error', end(false)).on('timeout', end(false));
  });
}

test('the home page tells what runs', async () => {
  const facts = fakeFacts({
    stacks: () => Promise.resolve([{ name: 'file-processing-local-sqs', status: 'ROLLBACK_COMPLETE' }]),
    alarms: () =>
      Promise.resolve([
        { name: 'file-processing-local-hot', arn: '', state: 'ALARM', reason: '', description: '' },
      ]),
  });
  const text = await homePage(facts, true);
  for (const part of [
    's3://the-source',
    '1 ALARM',
    'hot: in alarm',
    '<span class="bad">ROLLBACK_COMPLETE</span>',
  ])
    expect(text).toContain(part);
});

describe('the inbox page', () => {
  const message = (text: string) => ({
    at: '2026-01-02T03:04:05.000Z',
    topic: 'results',
    subject: text,
    text,
    message: text,
    attributes: {},
  });

  test('shows messages as text, whatever is in them', async () => {
    const hostile = '</pre><script>alert(1)</script>\u202e\u0000';
    const shown = await inboxPage(fakeFacts({ inbox: () => [message(hostile)] }), true);
    expect(elementsOf(shown)).toEqual(
      elementsOf(await inboxPage(fakeFacts({ inbox: () => [message('a')] }), true)),
    );
    expect(shown).toContain('&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;\ufffd\ufffd');
  });

  test('bounds what it shows and tells how much there is', async () => {
    const inbox = () => Array.from({ length: 250 }, (_, at) => message(`m${at}`));
    const shown = await inboxPage(fakeFacts({ inbox }), true);
    expect(shown.match(/<details/g)).toHaveLength(200);
    expect(shown).toContain('250 messages, the newest 200 here');
    expect(await inboxPage(fakeFacts(), true)).toContain('No message yet.');
  });
});
