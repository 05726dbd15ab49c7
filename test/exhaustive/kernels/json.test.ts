// The JSON kernel comes to what JSON.parse and stream-json come to, however the content is cut, word for word.
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS } from '../../../lambda/core/limits.ts';
import { cut } from '../../unit/core/formats/measure.ts';
import { compare, describeDisagreement, read } from './harness.ts';
import { JSON_TEXT, NDJSON } from './json-subject.ts';

const ORDER = JSON.stringify({
  orderId: 'A-1',
  name: 'Zoë "Z" 佐藤\n',
  lines: [
    { sku: '\\', quantity: 12, unitPrice: -0.5e-7 },
    { sku: '', quantity: 0, unitPrice: 10.25 },
    {},
    [],
  ],
  gift: true,
  paid: false,
  coupon: null,
});
const BYTES = '{}[]",:\\ \r\n\t\x01019.-+eEtfnux\x7f\u00e9';

describe.each([JSON_TEXT, NDJSON])('the kernel of $name', (subject) => {
  it('agrees with the reference on 8,000 texts', async () => {
    const { inputs, good, bad, disagreements } = await compare({ ...subject, inputs: 8_000, seed: 1 });
    expect(disagreements.map(describeDisagreement)).toEqual([]);
    expect(inputs).toBe(8_000);
    for (const count of [good, bad['MALFORMED_JSON'], bad['LIMIT_EXCEEDED']])
      expect(count).toBeGreaterThan(400);
  });

  it('agrees with the reference when any byte of an order is another one', async () => {
    const context = { limits: DEFAULT_LIMITS, startOffset: 3, sizeInBytes: 0 };
    const order = Buffer.from(subject === NDJSON ? `0\n${ORDER}\n` : `[0,${ORDER}]`);
    const wrong: unknown[] = [];
    const seen = new Set<string>();
    for (let at = 0; at < order.length; at += 1) {
      for (const byte of BYTES) {
        const bytes = Buffer.from(order);
        bytes.write(byte, at, 1, 'latin1');
        const reference = await read(subject.reference(context), [bytes]);
        for (const blocks of [[bytes], cut(bytes, [at + 1, 64, 1])]) {
          const kernel = await read(subject.create(context), blocks);
          if (!isDeepStrictEqual(kernel, reference)) wrong.push([at, byte, kernel, reference]);
        }
        seen.add(JSON.stringify(reference));
      }
    }
    expect(wrong).toEqual([]);
    expect(seen.size).toBeGreaterThan(order.length / 2);
  });

  it('holds the cap of a record to the byte, wherever the record ends and whatever stands behind', async () => {
    for (let cap = 60; cap < 260; cap += 1) {
      for (const [size, flaw] of [
        [cap - 1],
        [cap],
        [cap + 1],
        [cap + 2],
        [cap + 100],
        [cap + 100, '\x01'],
      ] as const) {
        const record = `"${'x'.repeat(size - 2)}${flaw ?? ''}"`;
        const bytes = Buffer.from(
          subject === NDJSON ? `1\n${record}\n2\n` : `[1,${record},2${' '.repeat(300)}`,
        );
        const limits = { ...DEFAULT_LIMITS, maxRecordSizeInBytes: cap };
        const context = { limits, startOffset: 0, sizeInBytes: 0 };
        const told = await read(subject.create(context), [bytes]);
        expect(told).toEqual(await read(subject.reference(context), [bytes]));
        if (size > cap) expect(told).toHaveProperty('reasonCode', 'LIMIT_EXCEEDED');
      }
    }
  });

  it('trusts nothing that lies behind a block', async () => {
    const context = { limits: DEFAULT_LIMITS, startOffset: 0, sizeInBytes: 0 };
    const escape = Buffer.from(`"${'x'.repeat(200)}\\u12g4"`);
    for (let from = 0; from < 80; from += 1) {
      // Leaves digits in the memory of the kernel that is borrowed next.
      await read(subject.create(context), [Buffer.from('1'.repeat(300))]);
      const bytes = Buffer.concat([Buffer.from('['), escape.subarray(0, 1), escape.subarray(1 + from)]);
      for (const behind of [6, 5, 4, 3, 2]) {
        const told = await read(subject.create(context), cut(bytes, [bytes.length - behind, behind]));
        expect(told).toEqual(await read(subject.reference(context), [bytes]));
      }
    }
  });
});
