import { describe, expect, test } from '@jest/globals';
import { nextStep } from '../../../../lambda/core/redrive/next-step.ts';
import { roundDelay } from '../../../../lambda/core/redrive/redrive-steps.ts';
import { committedRow } from '../../../support/events.ts';

const now = Date.parse('2026-11-21T10:00:00.000Z');
const [past, future] = ['2026-11-21T09:59:59.999Z', '2026-11-21T10:00:00.000Z'];
const leased = committedRow({ status: 'PROCESSING', leaseUntil: future, revision: 2, redriveRounds: 1 });
const { token: _token, leaseUntil: _leaseUntil, ...released } = leased;
const over = { ...leased, leaseUntil: past };
const sent = committedRow({ notification: 'SENT', revision: 2 });
const pending = committedRow({ revision: 2, leaseUntil: past });

describe('what becomes of a dead letter that names revision n and round m', () => {
  test.each([
    ['no row', undefined, [1, 0], { do: 'create' }],
    ['a row in work and leased', leased, [2, 1], { do: 'leave' }],
    ['an unannounced, leased row', { ...pending, leaseUntil: future }, [2, 0], { do: 'leave' }],
    ['an unannounced row', pending, [2, 1], { do: 'send', why: 'unsent', revision: 2, round: 1 }],
    ['an announced row', sent, [2, 3], { do: 'drop' }],
    ['an announced row of a later revision', sent, [1, 0], { do: 'drop' }],
    ['the replay of an announced row', sent, [3, 2], { do: 'send', why: 'replay', revision: 3, round: 2 }],
    ['a replay too early', sent, [4, 2], { do: 'send', why: 'replay', revision: 4, round: 3 }],
    ['a replay too early in its last round', sent, [4, 3], { do: 'park', reason: expect.any(String) }],
    ['this generation, released', released, [2, 1], { do: 'count', row: released }],
    ['this generation, lease over', over, [2, 1], { do: 'count', row: over }],
    ['an older revision', over, [1, 1], { do: 'send', why: 'other-round', revision: 2, round: 1 }],
    ['an earlier round', over, [2, 0], { do: 'send', why: 'other-round', revision: 2, round: 1 }],
    ['a later round', over, [2, 2], { do: 'send', why: 'other-round', revision: 2, round: 1 }],
    ['an impossible round', over, [2, 999], { do: 'send', why: 'other-round', revision: 2, round: 1 }],
    ['a replay in the way of this one', over, [3, 1], { do: 'count', row: over }],
    ['a replay of another round', over, [3, 0], { do: 'send', why: 'other-round', revision: 3, round: 1 }],
  ] as const)('%s', (...[, row, [revision, round], step]) => {
    expect(nextStep(row, { revision, round }, now)).toEqual(step);
  });

  test('after three rounds it is given up', () => {
    const row = { ...over, redriveRounds: 3 };
    expect(nextStep(row, { revision: 2, round: 3 }, now)).toEqual({ do: 'give up', row });
    expect(nextStep({ ...row, redriveRounds: 2 }, { revision: 2, round: 2 }, now).do).toBe('count');
  });
});

test('rounds wait longer and longer, never longer than SQS can delay', () => {
  expect([0, 1, 2, 3, 60].map((round) => roundDelay(60, round))).toEqual([60, 240, 900, 900, 900]);
  expect([0, 1, 2].map((round) => roundDelay(1, round))).toEqual([1, 4, 16]);
});
