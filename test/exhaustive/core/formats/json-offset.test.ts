// The byte at which a text stops being JSON, held against JSON.parse over mutated documents and random chunk borders.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createJsonReader } from '../../../../lambda/core/formats/json.ts';
import { DEFAULT_LIMITS } from '../../../../lambda/core/limits.ts';
import { cut, readBlocks } from '../../../unit/core/formats/measure.ts';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Tells whether some JSON text begins with this: JSON.parse takes it, or finds nothing wrong with it but its end. */
function isBeginning(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const { message } = error as Error;
    const place = /position (\d+)/.exec(message)?.[1];
    return place === undefined ? message.includes('end of JSON input') : Number(place) === text.length;
  }
}

/** Characters up to the first one that no JSON text could have there; what JSON.parse reports is often the beginning of a lexeme, or no place. */
function firstFault(text: string): number {
  let [good, bad] = [0, text.length + 1];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isBeginning(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}

const mutation = fc.record({
  at: fc.nat(),
  remove: fc.nat(3),
  insert: fc.constantFrom(
    '',
    ',',
    ':',
    '"',
    '\\',
    '\\u12',
    '{',
    '}',
    '[',
    ']',
    'tru',
    'null',
    '0',
    '-',
    '.',
    'e',
    ' ',
    '\n',
    '\t',
    'é',
    '1',
  ),
});

const document = fc
  .tuple(fc.jsonValue({ maxDepth: 4 }), fc.boolean())
  .map(([value, isPretty]) => JSON.stringify(value, null, isPretty ? 2 : 0));

const mutated = fc.tuple(document, fc.array(mutation, { maxLength: 3 })).map(([text, mutations]) =>
  mutations.reduce((result, { at, remove, insert }) => {
    const index = result.length === 0 ? 0 : at % result.length;
    return result.slice(0, index) + insert + result.slice(index + remove);
  }, text),
);

const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });

const read = (text: string, chunkSizes: readonly number[], limits = DEFAULT_LIMITS) => {
  const bytes = Buffer.from(text);
  const reader = createJsonReader({ limits, startOffset: 0, sizeInBytes: bytes.length });
  return readBlocks(reader, cut(bytes, chunkSizes));
};

describe('the place of a JSON fault', () => {
  it('is that of JSON.parse, wherever the blocks are cut', async () => {
    let broken = 0;
    await fc.assert(
      fc.asyncProperty(mutated, sizes, async (text, chunkSizes) => {
        const result = await read(text, chunkSizes);
        if (isJson(text)) return expect(result).toHaveProperty('recordCount');
        broken += 1;
        const [code, reason] = result as [string, string];
        expect(code).toBe('MALFORMED_JSON');
        expect(reason).toMatch(new RegExp(` byte ${Buffer.byteLength(text.slice(0, firstFault(text)))}[.,]`));
      }),
      { numRuns: 3_000, seed: 1 },
    );
    expect(broken).toBeGreaterThan(1_000);
  });

  it('is the first byte that no JSON text could go on with', async () => {
    await fc.assert(
      fc.asyncProperty(document, sizes, async (text, chunkSizes) => {
        fc.pre(text.length > 1 && /[\]}"]$/.test(text));
        // A document that ends in a bracket or a quote is complete at its last character only.
        const cutOff = text.slice(0, -1);
        expect(isJson(cutOff)).toBe(false);
        expect(await read(cutOff, chunkSizes)).toEqual([
          'MALFORMED_JSON',
          `The JSON ends at byte ${Buffer.byteLength(cutOff)}, before its value is complete.`,
        ]);
        const end = Buffer.byteLength(text);
        expect(await read(`${text}x`, chunkSizes)).toEqual([
          'MALFORMED_JSON',
          `The file stops being JSON at byte ${end}.`,
        ]);
      }),
      { numRuns: 500, seed: 2 },
    );
  });

  it('is exact in an element too large for JSON.parse as well', async () => {
    const large = JSON.stringify({
      text: 'é'.repeat(700_000),
      list: Array.from({ length: 300_000 }, (_, n) => n),
    });
    const head = '[1,';
    for (const [tail, place] of [
      ['tru,', 3],
      ['"\\x",', 2],
      ['1 2,', 2],
      ['],', 0],
    ] as const) {
      const text = `${head}${large.slice(0, -2)},${tail}3]}]`;
      const expected = Buffer.byteLength(head + large.slice(0, -2)) + 1 + place;
      const result = await read(text, [65_536]);
      expect(result).toEqual(['MALFORMED_JSON', `The file stops being JSON at byte ${expected}.`]);
    }
    expect(await read(`${head}${large}]`, [65_536])).toMatchObject({ recordCount: 2 });
  });
});
