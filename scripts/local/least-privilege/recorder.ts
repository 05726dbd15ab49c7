// Notes every call of the functions: who made it, and which permissions it needs.
import type { AccessRequest } from '../../lib/iam/evaluate.ts';
import { watchCalls, type CallWatch, type CallWatchOptions } from '../../lib/outside/call-watch.ts';
import { LOCAL_ACCOUNT_ID, LOCAL_REGION } from '../engine-environment.ts';
import { needsOf } from './needs.ts';

export { watchedEnvironment as recordedEnvironment } from '../../lib/outside/call-watch.ts';

export interface RecordedCall {
  /** Name of the function. */
  caller: string;
  /** `s3 GetObject` */
  operation: string;
  needs: AccessRequest[];
}

/** Told of a call before the engine hears of it. */
type Before = (call: Pick<RecordedCall, 'caller' | 'operation'> & { url: string }) => Promise<void>;

export interface Recorder extends CallWatch {
  calls: readonly RecordedCall[];
  /** Something that happens just before a call; replace it at any time. */
  before: Before;
}

const PLACE = `${LOCAL_REGION}:${LOCAL_ACCOUNT_ID}`;

/** Begins to listen on a free port. */
export async function startRecorder(
  options: Pick<CallWatchOptions, 'endpoint' | 'prefix'>,
): Promise<Recorder> {
  const calls: RecordedCall[] = [];
  const recorder = { before: async () => undefined } as { before: Before };
  const watch = await watchCalls({
    ...options,
    before: ({ caller, operation, request }) => recorder.before({ caller, operation, url: request.url }),
    seen: ({ caller, service, operation, request, reply }) => {
      calls.push({
        caller,
        operation,
        needs: needsOf({ service, request, status: reply.status, place: PLACE }),
      });
    },
  });
  return Object.assign(recorder, watch, { calls });
}
