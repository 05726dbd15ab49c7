// One POST to a Slack webhook by the fetch of Node: bounded in time and size, without redirects, and silent about the address.
import type { PostAnswer, SlackCalls } from '../core/slack/ports.ts';

/** From the first packet to the last byte of the answer. */
const ANSWERED_WITHIN_MS = 5_000;
/** Slack answers with one word; what is longer is not Slack. */
const LONGEST_ANSWER_IN_BYTES = 256;
/** Longest that a message is put off at once; the queue keeps it for days. */
const MOST_RETRY_AFTER_IN_SECONDS = 900;
/** Slack asks for a second or more; without a number we take this. */
const DEFAULT_RETRY_AFTER_IN_SECONDS = 30;
/** Slack's words are lower-case: `invalid_payload`, `no_service`, `channel_is_archived`. Anything else might repeat the address. */
const WORD = /^[a-z]{1,20}(_[a-z]{1,20}){0,8}$/;

interface Options {
  /** Epoch milliseconds; for a Retry-After that is a date. */
  now: () => number;
  answeredWithinMs?: number;
}

export function createSlackWebhook({ now, answeredWithinMs = ANSWERED_WITHIN_MS }: Options): SlackCalls {
  return {
    post: async (url, body) => {
      try {
        const response = await fetch(url, {
          method: 'POST',
          body,
          // A kept connection that Slack has closed meanwhile would fail the first message after each pause.
          headers: { 'content-type': 'application/json; charset=utf-8', connection: 'close' },
          redirect: 'manual',
          signal: AbortSignal.timeout(answeredWithinMs),
        });
        return await answerOf(response, { url, now });
      } catch (error) {
        // Not its message: that may hold the address.
        return { outcome: 'failed', word: causeOf(error) };
      }
    },
  };
}

async function answerOf(
  response: Response,
  { url, now }: { url: URL; now: () => number },
): Promise<PostAnswer> {
  const { status, headers } = response;
  if (status === 429) {
    await response.body?.cancel();
    return { outcome: 'busy', retryAfterInSeconds: retryAfter(headers.get('retry-after'), now()) };
  }
  const text = await startOf(response);
  if (status === 200 && text === 'ok') return { outcome: 'posted' };
  const word = wordOf(text, url);
  // A redirect would hand the message to a place that nobody entered.
  const isForGood = status >= 300 && status < 500 && status !== 408;
  return { outcome: isForGood ? 'refused' : 'failed', status, word };
}

/** The first bytes as text, then the connection is dropped; a body that breaks off or comes too slowly throws. */
async function startOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    chunks.push(chunk.subarray(0, LONGEST_ANSWER_IN_BYTES - length));
    length += chunk.length;
    if (length >= LONGEST_ANSWER_IN_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8').trim();
}

function wordOf(text: string, { href }: URL): string {
  return WORD.test(text) && !href.includes(text) ? text : 'no_word_of_slack';
}

/** Seconds or a date (RFC 9110, 10.2.3). */
function retryAfter(value: string | null, now: number): number {
  const text = value?.trim() ?? '';
  const seconds = /^\d+$/.test(text) ? Number(text) : Math.ceil((Date.parse(text) - now) / 1000);
  if (Number.isNaN(seconds)) return DEFAULT_RETRY_AFTER_IN_SECONDS;
  return Math.min(MOST_RETRY_AFTER_IN_SECONDS, Math.max(1, seconds));
}

/** `ECONNREFUSED`, `UND_ERR_SOCKET`, `timed_out`: a code, no sentence. */
function causeOf(error: unknown): string {
  const { name, cause } = (error ?? {}) as { name?: unknown; cause?: unknown };
  if (name === 'TimeoutError') return 'timed_out';
  const { code } = (cause ?? {}) as { code?: unknown };
  return typeof code === 'string' && /^[A-Z_]{1,60}$/.test(code) ? code.toLowerCase() : 'connection_failed';
}
