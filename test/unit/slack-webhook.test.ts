// The POST to Slack against a local server that misbehaves in every way it can.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSlackWebhook } from '../../lambda/adapters/slack-webhook.ts';
import type { PostAnswer } from '../../lambda/core/slack/ports.ts';
import { startFakeSlack, type Behaviour, type FakeSlack } from '../support/fake-slack.ts';

const NOW = Date.UTC(2026, 10, 21, 10, 0, 0);
const PATIENCE_IN_MS = 400;
let server: FakeSlack;

beforeAll(async () => {
  server = await startFakeSlack();
});

afterAll(() => server.stop());

async function post(behaviour: Behaviour): Promise<PostAnswer> {
  const marker = `case ${server.posts.length}.`;
  server.behave(marker, behaviour);
  const slack = createSlackWebhook({ now: () => NOW, answeredWithinMs: PATIENCE_IN_MS });
  return slack.post(new URL(server.url), JSON.stringify({ text: marker }));
}

const CASES: [string, Behaviour, PostAnswer][] = [
  ['takes it', 'ok', { outcome: 'posted' }],
  ['hangs', 'hang', { outcome: 'failed', word: 'timed_out' }],
  ['drips slowly', 'slow drip', { outcome: 'failed', word: 'timed_out' }],
  ['closes the socket', 'closed socket', { outcome: 'failed', word: 'und_err_socket' }],
  ['answers by half', 'half answer', { outcome: 'failed', word: 'und_err_res_content_length_mismatch' }],
  ['talks endlessly', 'huge body', { outcome: 'failed', status: 200, word: 'no_word_of_slack' }],
  ['sends elsewhere', 'redirect', { outcome: 'refused', status: 302, word: 'no_word_of_slack' }],
  ['is out of order', { status: 500 }, { outcome: 'failed', status: 500, word: 'rollup_error' }],
  ['was too slow itself', { status: 408 }, { outcome: 'failed', status: 408, word: 'rollup_error' }],
  [
    'finds a fault',
    { status: 400, word: 'invalid_payload' },
    { outcome: 'refused', status: 400, word: 'invalid_payload' },
  ],
  [
    'is gone',
    { status: 410, word: 'channel_is_archived' },
    { outcome: 'refused', status: 410, word: 'channel_is_archived' },
  ],
  [
    'answers 200 with another word',
    { status: 200, word: 'maintenance' },
    { outcome: 'failed', status: 200, word: 'maintenance' },
  ],
];

describe('a server that', () => {
  test.each(CASES)('%s', async (_name, behaviour, answer) => {
    const begun = performance.now();
    expect(await post(behaviour)).toEqual(answer);
    expect(performance.now() - begun).toBeLessThan(PATIENCE_IN_MS + 1_500);
  });

  test('sends elsewhere is not followed', async () => {
    const before = server.posts.length;
    await post('redirect');
    expect(server.posts).toHaveLength(before + 1);
  });

  test('repeats the address in its answer does not get it into a log', async () => {
    const answer = await post({ status: 404, word: server.url });
    const part = await post({ status: 404, word: 'services' });
    expect([answer, part]).toMatchObject([{ word: 'no_word_of_slack' }, { word: 'no_word_of_slack' }]);
  });

  test('is not there', async () => {
    const slack = createSlackWebhook({ now: () => NOW });
    const answer = await slack.post(new URL('http://127.0.0.1:1/secret'), '{}');
    expect(answer).toMatchObject({ outcome: 'failed' });
    expect(JSON.stringify(answer)).not.toContain('secret');
  });
});

describe('patience', () => {
  test.each([
    ['5', 5],
    ['0', 1],
    ['100000', 900],
    ['Sat, 21 Nov 2026 10:00:30 GMT', 30],
    ['Sat, 21 Nov 2026 09:00:00 GMT', 1],
    ['Sun, 22 Nov 2026 10:00:00 GMT', 900],
    ['soon', 30],
    [undefined, 30],
  ])('Retry-After %j means %i seconds', async (retryAfter, retryAfterInSeconds) => {
    const answer = await post({ status: 429, ...(retryAfter !== undefined && { retryAfter }) });
    expect(answer).toEqual({ outcome: 'busy', retryAfterInSeconds });
  });
});
