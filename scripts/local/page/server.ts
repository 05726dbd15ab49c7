// The server of the local pages: on 127.0.0.1 only, GET only, and only under its own name.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { explain } from '../../lib/user-error.ts';
import { html, page } from './html.ts';

/** Draws the page at a path; `isLive` is false when it will be kept in a file. */
export type Pages = Readonly<Record<string, (isLive: boolean) => Promise<string>>>;

export interface PageServer {
  /** `http://127.0.0.1:<port>` */
  url: string;
  stop(): Promise<void>;
}

const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  // No script, no request to anywhere; styles are in the page.
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

/** Serves the pages on a free port. */
export async function servePages(pages: Pages): Promise<PageServer> {
  const server = createServer((request, response) => void answer({ server, pages, request, response }));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${portOf(server)}`, stop: () => stop(server) };
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function stop(server: Server): Promise<void> {
  server.close();
  // A browser keeps its connections open.
  server.closeAllConnections();
  if (server.listening) await once(server, 'close');
}

interface Exchange {
  server: Server;
  pages: Pages;
  request: IncomingMessage;
  response: ServerResponse;
}

interface Answer {
  status: number;
  text: string;
}

async function answer(exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  const { status, text } = refusal(exchange) ?? (await drawn(exchange));
  response.writeHead(status, { ...HEADERS, ...(status === 405 && { Allow: 'GET' }) });
  response.end(text);
  request.resume();
}

/** A page of somebody else may let its own name point here; it then asks under that name (DNS rebinding). */
function refusal({ server, request }: Exchange): Answer | undefined {
  const port = portOf(server);
  const isOurs = [`127.0.0.1:${port}`, `localhost:${port}`].includes(request.headers.host ?? '');
  if (!isOurs) return sentence(403, `These pages answer only under http://127.0.0.1:${port}.`);
  return request.method === 'GET' ? undefined : sentence(405, 'These pages can only be read.');
}

async function drawn({ pages, request }: Exchange): Promise<Answer> {
  // A path that is no address is not one of ours.
  const url = URL.parse(request.url ?? '/', 'http://127.0.0.1');
  const draw = url !== null && Object.hasOwn(pages, url.pathname) ? pages[url.pathname] : undefined;
  if (url === null || draw === undefined) {
    return sentence(404, `There is no such page; there are ${Object.keys(pages).join(' ')}.`);
  }
  try {
    return { status: 200, text: await draw(url.searchParams.get('live') !== 'no') };
  } catch (error) {
    return sentence(500, `The page cannot be drawn: ${explain(error) ?? String(error)}`);
  }
}

function sentence(status: number, text: string): Answer {
  // Of errors a live page tries again by itself; what is refused stays refused.
  return {
    status,
    text: page({ title: 'Local environment', content: html`<p>${text}</p>`, isLive: status === 500 }),
  };
}
