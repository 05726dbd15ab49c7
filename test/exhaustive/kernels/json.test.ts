// The JSON kernel comes to what JSON.parse and stream-json come to, however the content is cut, word for word.
import { describe, expect, it } from '@jest/globals';
import { compare, describeDisagreement } from './harness.ts';
import { JSON_TEXT, NDJSON } from './json-subject.ts';

describe.each([JSON_TEXT, NDJSON])('the kernel of $name', (subject) => {
  it('agrees with the reference on 20,000 texts', async () => {
    const { inputs, good, bad, disagreements } = await compare({ ...subject, inputs: 20_000, seed: 1 });
    expect(disagreements.map(describeDisagreement)).toEqual([]);
    expect(inputs).toBe(20_000);
    for (const count of [good, bad['MALFORMED_JSON'], bad['LIMIT_EXCEEDED']])
      expect(count).toBeGreaterThan(1_000);
  });
});
