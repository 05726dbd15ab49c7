// The embedded engine itself: it serves on loopback only, knows nothing of our environment and leaves nothing behind.
import { describe, expect, it } from '@jest/globals';
import { testEngine } from '../../support/engine.ts';

describe('the engine of the tests', () => {
  it('answers health', async () => {
    const { endpoint } = testEngine();
    const response = await fetch(`${endpoint}/_ministack/health`);
    expect(response.status).toBe(200);
  });
});
