// What every clock and every source of tokens must do.
import { describe, expect, test } from '@jest/globals';
import { newToken, systemClock } from '../../../lambda/adapters/system-clock.ts';
import { createCountedTokens, createFakeClock } from '../../support/fakes/fake-clock.ts';

describe.each([
  ['fake', () => createFakeClock()],
  ['system', () => systemClock],
])('clock: %s', (_name, createClock) => {
  test('goes on by at least what was slept', async () => {
    const clock = createClock();
    const before = clock.now();
    await clock.sleep(20);
    // A timer of Node may fire a millisecond early by the wall clock.
    expect(clock.now() - before).toBeGreaterThanOrEqual(19);
  });

  test('tells epoch milliseconds of our days', () => {
    expect(new Date(createClock().now()).getUTCFullYear()).toBeGreaterThanOrEqual(2026);
  });
});

describe.each([
  ['fake', createCountedTokens()],
  ['system', newToken],
])('tokens: %s', (_name, next) => {
  test('never repeat', () => {
    const tokens = Array.from({ length: 1_000 }, () => next());
    expect(new Set(tokens).size).toBe(1_000);
  });
});
