// A webhook on 127.0.0.1 that behaves as Slack does on good and on bad days; which day it is, the text of the message decides.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SlackMessage } from '../../lambda/core/slack/blocks.ts';

export type Behaviour =
  | 'ok'
  | 'hang'
  | 'closed socket'
  | 'half answer'
  | 'slow drip'
  | 'huge body'
  | 'redirect'
  | { status: number; word?: string; retryAfter?: string };

export interface Post {
  at: number;
  path: string;
  message: SlackMessage;
  behaviour: Behaviour;
}

export interface FakeSlack {
  /** With a secret in its path, as Slack's have one. */
  url: string;
  /** Every POST in order of arrival. */
  posts: Post[];
  /** Messages whose JSON holds the marker meet these in turn; the last one holds on. Others meet `ok`. */
  behave(marker: string, ...behaviours: Behaviour[]): void;
  /** POSTs whose message holds the marker. */
  about(marker: string): Post[];
  /** Slack knows only this path from now on; any other is `no_service`. */
  rotate(path: string): string;
  stop(): Promise<void>;
}

const SECRET_PATH = '/services/T0SECRET/B0SECRET/sEcReTsEcReTsEcReT';
const MEGABYTES = 64;

export async function startFakeSlack(): Promise<FakeSlack> {
  const plans = new Map<string, { behaviours: Behaviour[]; used: number }>();
  const posts: Post[] = [];
  let known = SECRET_PATH;
  const plannedFor = (path: string, text: string): Behaviour => {
    if (path !== known) return { status: 404, word: 'no_service' };
    const plan = [...plans].find(([marker]) => text.includes(marker))?.[1];
    return plan?.behaviours[Math.min(plan.used++, plan.behaviours.length - 1)] ?? 'ok';
  };
  const server = createServer((request, response) => {
    void textOf(request).then((text) => {
      const path = request.url ?? '';
      const behaviour = plannedFor(path, text);
      posts.push({ at: Date.now(), path, message: JSON.parse(text) as SlackMessage, behaviour });
      answer(response, behaviour);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}${SECRET_PATH}`,
    posts,
    behave: (marker, ...behaviours) => void plans.set(marker, { behaviours, used: 0 }),
    about: (marker) => posts.filter(({ message }) => JSON.stringify(message).includes(marker)),
    rotate: (path) => {
      known = path;
      return `${origin}${path}`;
    },
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function answer(response: ServerResponse, behaviour: Behaviour): void {
  if (typeof behaviour === 'string') return void DAYS[behaviour](response);
  const { status, word = 'rollup_error', retryAfter } = behaviour;
  response.writeHead(status, { ...(retryAfter !== undefined && { 'Retry-After': retryAfter }) }).end(word);
}

const DAYS: Record<Extract<Behaviour, string>, (response: ServerResponse) => void> = {
  ok: (response) => void response.writeHead(200, { 'Content-Type': 'text/html' }).end('ok'),
  // The connection stays open until the caller gives up.
  hang: () => undefined,
  'closed socket': ({ socket }) => void socket?.destroy(),
  'half answer': (response) => {
    response.writeHead(200, { 'Content-Length': '2' });
    response.write('o', () => response.socket?.destroy());
  },
  'slow drip': (response) => {
    response.writeHead(200, { 'Content-Length': '100' });
    const timer = setInterval(() => response.write('o'), 300);
    response.on('close', () => clearInterval(timer));
  },
  'huge body': (response) => {
    response.writeHead(200);
    const megabyte = Buffer.alloc(1024 * 1024, 'o');
    let left = MEGABYTES;
    const more = () => {
      while (left-- > 0) if (!response.write(megabyte)) return void response.once('drain', more);
      response.end();
    };
    more();
  },
  redirect: (response) => void response.writeHead(302, { Location: 'http://127.0.0.1:1/elsewhere' }).end(),
};
