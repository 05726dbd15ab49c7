// Stands between the functions and the engine and notes every call: who made it, and which permissions it needs.
import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AccessRequest } from '../../lib/iam/evaluate.ts';
import { readdressed } from '../../lib/outside/change-environment.ts';
import { operationOf, serviceOf } from '../../lib/outside/operation.ts';
import { giveReply, handOn, takeRequest, type Request } from '../../lib/outside/relay.ts';
import { LOCAL_ACCOUNT_ID, LOCAL_REGION } from '../engine-environment.ts';
import { needsOf } from './needs.ts';

export interface RecordedCall {
  /** Name of the function. */
  caller: string;
  /** `s3 GetObject` */
  operation: string;
  needs: AccessRequest[];
}

/** Told of a call before the engine hears of it. */
type Before = (call: Pick<RecordedCall, 'caller' | 'operation'> & { url: string }) => Promise<void>;

export interface Recorder {
  /** `http://127.0.0.1:<port>` */
  address: string;
  calls: readonly RecordedCall[];
  /** Calls that could not be understood, in words; none may be left. */
  faults: readonly string[];
  /** Something that happens just before a call; replace it at any time. */
  before: Before;
  stop(): Promise<void>;
}

interface RecorderOptions {
  /** Of the engine. */
  endpoint: string;
  /** What the names of the functions begin with: `file-processing-dev-`. The app id has too little room for it. */
  prefix: string;
}

/** In the user agent: `aws-sdk-js/3… app/redrive-PT-NO-OP-…`; Powertools adds itself to what the environment says. */
const APP_ID = /(?:^|\s)app\/(\S+?)(?:[-/]PT[-/]\S*)?(?:\s|$)/;

/** Begins to listen on a free port. */
export async function startRecorder({ endpoint, prefix }: RecorderOptions): Promise<Recorder> {
  const agent = new Agent({ keepAlive: true });
  const engine = new URL(endpoint);
  const calls: RecordedCall[] = [];
  const faults: string[] = [];
  const recorder = { before: async () => undefined } as { before: Before };
  const handle = async (incoming: IncomingMessage, response: ServerResponse) => {
    const request = await takeRequest(incoming);
    const who = callOf(request, prefix);
    await recorder.before({ ...who, url: request.url });
    const reply = await handOn(request, { engine, agent });
    calls.push({ ...who, needs: needsOf({ ...who, request, status: reply.status, place: PLACE }) });
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
  return Object.assign(recorder, { address, calls, faults, stop });
}

const PLACE = `${LOCAL_REGION}:${LOCAL_ACCOUNT_ID}`;

function callOf(request: Request, prefix: string) {
  const service = serviceOf(request) ?? 'unsigned';
  const appId = APP_ID.exec(String(request.headers['user-agent']))?.[1];
  const caller = appId === undefined ? 'somebody without an app id' : `${prefix}${appId}`;
  return { caller, service, operation: `${service} ${operationOf(service, request)}` };
}

/** The environment with which the function calls the recorder instead of the engine, and tells its name with each call. */
export function recordedEnvironment(
  variables: Record<string, string>,
  { functionName, address, endpoint, prefix }: RecorderOptions & { functionName: string; address: string },
): Record<string, string> {
  return {
    ...readdressed(variables, endpoint, address),
    AWS_ENDPOINT_URL: address,
    AWS_SDK_UA_APP_ID: functionName.slice(prefix.length),
  };
}
