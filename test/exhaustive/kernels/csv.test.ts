// The CSV kernel says word for word what csv-parse comes to, on tables that are right, nearly right and wrong, however they are cut.
import { describe, expect, it } from '@jest/globals';
import { CSV } from './csv-subject.ts';
import { compare, describeDisagreement } from './harness.ts';

describe('the CSV kernel', () => {
  it('agrees with csv-parse on 10,000 inputs', async () => {
    const { inputs, good, bad, disagreements } = await compare({ ...CSV, inputs: 10_000, seed: 1 });
    expect(disagreements.map(describeDisagreement)).toEqual([]);
    expect(inputs).toBe(10_000);
    // Both kinds are there in numbers that mean something.
    expect(good).toBeGreaterThan(3_000);
    expect(bad).toMatchObject({ MALFORMED_CSV: expect.any(Number), LIMIT_EXCEEDED: expect.any(Number) });
    expect(Math.min(...Object.values(bad))).toBeGreaterThan(300);
  }, 120_000);
});
