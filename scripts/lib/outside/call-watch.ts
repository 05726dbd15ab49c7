// Stands between the functions and the engine and shows every call with its answer: who made it, which operation it was, how long the engine took.
import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdressed } from './change-environment.ts';
import { operationOf, serviceOf } from './operation.ts';
import { giveReply, handOn, takeRequest, type Reply, type Request } from './relay.ts';

/** A call before it is answered. */
export interface NamedCall {
  /** Name of the function. */
  caller: string;
  /** As in signatures: `s3`, `dynamodb`, `sqs`, `sns`. */
  service: string;
  /** `s3 GetObject` */
  operation: string;
  request: Request;
}

export interface SeenCall extends NamedCall {
  reply: Reply;
  /** From handing the request on until the whole answer was there. */
  tookInMs: number;
}

export interface CallWatch {
  /** `http://127.0.0.1:<port>` */
  address: string;
  /** Calls that could not be handed on or understood, in words; none may be left. */
  faults: readonly string[];
  stop(): Promise<void>;
}

export interface CallWatchOptions {
  /** Of the engine. */
  endpoint: string;
  /** What the names of the functions begin with: `file-processing-dev-`. The app id has too little room for it. */
  prefix: string;
  /** Something that happens just before a call. */
  before?(call: NamedCall): Promise<void>;
  /** Told of each answered call; what it throws is a fault, and the caller gets no answer. */
  seen(call: SeenCall): void;
}

/** In the user agent: `aws-sdk-js/3… app/redrive-PT-NO-OP-…`; Powertools adds itself to what the environment says. */
const APP_ID = /(?:^|\s)app\/(\S+?)(?:[-/]PT[-/]\S*)?(?:\s|$)/;

/** Begins to listen on a free port. */
export async function watchCalls({ endpoint, prefix, before, seen }: CallWatchOptions): Promise<CallWatch> {
  const agent = new Agent({ keepAlive: true });
  const engine = new URL(endpoint);
  const faults: string[] = [];
  const handle = async (incoming: IncomingMessage, response: ServerResponse) => {
    const request = await takeRequest(incoming);
    const call = nameOfCall(request, prefix);
    await before?.(call);
    const begun = performance.now();
    const reply = await handOn(request, { engine, agent });
    seen({ ...call, reply, tookInMs: performance.now() - begun });
    giveReply(response, reply);
  };
  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((error: unknown) => {
      faults.push(`${incoming.method} ${incoming.url}: ${String(error)}`);
      response.socket?.resetAndDestroy();
    });
  });
  // The SDK keeps connections for long; the default of 5 s would break them between two batches.
  server.keepAliveTimeout = 120_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
    agent.destroy();
  };
  return { address, faults, stop };
}

function nameOfCall(request: Request, prefix: string): NamedCall {
  const service = serviceOf(request) ?? 'unsigned';
  const appId = APP_ID.exec(String(request.headers['user-agent']))?.[1];
  const caller = appId === undefined ? 'somebody without an app id' : `${prefix}${appId}`;
  return { caller, service, operation: `${service} ${operationOf(service, request)}`, request };
}

interface Watched extends Pick<CallWatchOptions, 'endpoint' | 'prefix'> {
  functionName: string;
  /** Of the watch. */
  address: string;
}

/** The environment with which the function calls the watch instead of the engine, and tells its name with each call. */
export function watchedEnvironment(
  variables: Record<string, string>,
  { functionName, address, endpoint, prefix }: Watched,
): Record<string, string> {
  return {
    ...readdressed(variables, endpoint, address),
    AWS_ENDPOINT_URL: address,
    AWS_SDK_UA_APP_ID: functionName.slice(prefix.length),
  };
}
