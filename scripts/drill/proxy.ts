// Stands between the functions and the engine: one address for each service, where calls meet the faults that a plan wants.
import { once } from 'node:events';
import { Agent, createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  giveReply,
  handOn,
  takeRequest,
  withLength,
  type Reply,
  type Request,
} from '../lib/outside/relay.ts';
import { SERVER_ERRORS, THROTTLES, type Answer } from './answers.ts';
import { SERVICES, type Call, type ChooseFault, type DoneFault, type Fault, type Service } from './faults.ts';
import { nameCall } from './name-call.ts';

/** A stalled answer is held longer than anybody waits for it. */
const STALL_IN_MS = 120_000;

interface Exchange {
  call: Call;
  request: Request;
  response: ServerResponse;
}

export class FaultProxy {
  /** Every fault that happened, in order. */
  readonly done: DoneFault[] = [];
  /** Attempts that came in, with and without fault. */
  calls = 0;
  /** Asked about each attempt; replace it at any time. */
  choose: ChooseFault = () => undefined;
  /** Kills the process at the other end of a connection to this port of the proxy; tells whether there was one. */
  killCaller: (remotePort: number) => boolean = () => false;
  readonly #engine: URL;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #servers = new Map<Service, Server>();
  readonly #ports = new Map<Service, number>();
  readonly #sockets = new Map<Service, Set<Socket>>();
  readonly #open = new Set<Exchange>();
  readonly #end = new AbortController();

  constructor(endpoint: string) {
    this.#engine = new URL(endpoint);
  }

  /** Begins to listen on a free port for each service. */
  async start(): Promise<void> {
    for (const service of SERVICES) await this.#listen(service);
  }

  /** Address of a service, `http://127.0.0.1:<port>`. */
  address(service: Service): string {
    return `http://127.0.0.1:${this.#ports.get(service) ?? 0}`;
  }

  /** From now on connections to the service are refused; calls that are under way lose their answer. */
  async refuse(service: Service): Promise<void> {
    const server = this.#servers.get(service);
    this.#servers.delete(service);
    for (const { call } of this.#open) if (call.service === service) this.#note(call, 'drop-reply');
    if (!server) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of this.#sockets.get(service) ?? []) socket.resetAndDestroy();
    await closed;
  }

  /** Listens again, at the same address. */
  async restore(service: Service): Promise<void> {
    if (!this.#servers.has(service)) await this.#listen(service);
  }

  /** Ends all connections. */
  async stop(): Promise<void> {
    this.#end.abort();
    for (const service of [...this.#servers.keys()]) await this.refuse(service);
    this.#agent.destroy();
  }

  async #listen(service: Service): Promise<void> {
    const sockets = new Set<Socket>();
    const server = createServer((incoming, response) => {
      this.#handle(service, incoming, response).catch(() => response.socket?.resetAndDestroy());
    });
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    // The SDK keeps connections for long; the default of 5 s would break them between two batches.
    server.keepAliveTimeout = STALL_IN_MS;
    server.listen(this.#ports.get(service) ?? 0, '127.0.0.1');
    await once(server, 'listening');
    this.#ports.set(service, (server.address() as AddressInfo).port);
    this.#servers.set(service, server);
    this.#sockets.set(service, sockets);
  }

  async #handle(service: Service, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await takeRequest(incoming);
    const call = nameCall(service, request);
    const exchange = { call, request, response };
    this.calls += 1;
    this.#open.add(exchange);
    response.on('close', () => this.#open.delete(exchange));
    const fault = this.choose(call);
    if (fault) await this.#disturb(exchange, fault);
    else giveReply(response, await this.#forward(request));
  }

  async #disturb(exchange: Exchange, fault: Fault): Promise<void> {
    const { call, request, response } = exchange;
    const { kind } = fault;
    if (kind === 'cut-body' || kind === 'stall-body') return this.#stopMidway(exchange, fault);
    if (kind === 'kill') return this.#kill(exchange, fault);
    this.#note(call, kind);
    if (kind === 'reset') return void response.socket?.resetAndDestroy();
    if (kind === 'error') return answer(response, SERVER_ERRORS[call.service]);
    if (kind === 'throttle') return answer(response, THROTTLES[call.service]);
    if (kind === 'delay') await this.#pause(fault.delayInMs ?? 0);
    const reply = await this.#forward(request);
    if (kind === 'drop-reply') return void response.socket?.resetAndDestroy();
    giveReply(response, reply);
  }

  /** An answer without a body cannot stop midway: then its head is what gets lost. */
  async #stopMidway({ call, request, response }: Exchange, { kind, share = 0 }: Fault): Promise<void> {
    const reply = await this.#forward(request);
    if (reply.body.length === 0) {
      this.#note(call, 'drop-reply');
      return void response.socket?.resetAndDestroy();
    }
    this.#note(call, kind);
    const length = Math.min(reply.body.length - 1, Math.floor(reply.body.length * share));
    response.writeHead(reply.status, withLength(reply));
    response.flushHeaders();
    await new Promise<void>((resolve) => response.write(reply.body.subarray(0, length), () => resolve()));
    if (kind === 'stall-body') await Promise.race([this.#pause(STALL_IN_MS), once(response, 'close')]);
    response.socket?.destroy();
  }

  async #kill({ call, request, response }: Exchange, { isAfterEffect = false }: Fault): Promise<void> {
    const early = isAfterEffect ? await this.#forward(request) : undefined;
    if (this.killCaller(response.socket?.remotePort ?? 0)) this.#note(call, 'kill');
    giveReply(response, early ?? (await this.#forward(request)));
  }

  #note(call: Call, kind: DoneFault['kind']): void {
    this.done.push({ ...call, kind, at: Date.now() });
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#end.signal, ref: false }).catch(() => undefined);
  }

  async #forward(request: Request): Promise<Reply> {
    return handOn(request, { engine: this.#engine, agent: this.#agent });
  }
}

function answer(response: ServerResponse, { status, contentType, body }: Answer): void {
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
