// Recorded calls as tests write them by hand.
import type { SeenCall } from '../../../../scripts/lib/outside/call-watch.ts';

interface Made {
  body?: object | string;
  answer?: object;
  status?: number;
}

/** One answered call of process-file. */
export function seenCall(operation: string, { body = '', answer = {}, status = 200 }: Made = {}): SeenCall {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    caller: 'file-processing-cost-process-file',
    service: operation.split(' ')[0] ?? '',
    operation,
    request: { method: 'POST', url: '/', headers: {}, body: Buffer.from(text) },
    reply: { status, headers: {}, body: Buffer.from(JSON.stringify(answer)) },
    tookInMs: 1,
  };
}
