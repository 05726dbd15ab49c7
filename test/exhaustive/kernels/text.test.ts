// The text kernel counts as a loop over the bytes does, however the content is cut.
import { describe, expect, it } from '@jest/globals';
import { compare, describeDisagreement } from './harness.ts';
import { TEXT } from './text-subject.ts';

describe('the text kernel', () => {
  it('agrees with the reference on 20,000 texts', async () => {
    const { inputs, disagreements } = await compare({ ...TEXT, inputs: 20_000, seed: 1 });
    expect(disagreements.map(describeDisagreement)).toEqual([]);
    expect(inputs).toBe(20_000);
  });
});
