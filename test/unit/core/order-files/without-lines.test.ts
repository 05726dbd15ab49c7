import { describe, expect, test } from '@jest/globals';
import { LineSieve } from '../../../../lambda/core/order-files/without-lines.ts';

const line = (orderId: string, currency: string, total: string) =>
  `${JSON.stringify({ orderId, currency, total })}\n`;
const LINES = [
  line('1', 'EUR', '0.10'),
  line('2', 'JPY', '300'),
  line('é', 'EUR', '0.20'),
  line('4', 'BHD', '1.005'),
];

describe('LineSieve', () => {
  test.each([1, 2, 7, 50, 1000])(
    'leaves lines out of blocks of %i bytes, and adds up the others exactly',
    (size) => {
      const all = Buffer.from(LINES.join(''));
      const sieve = new LineSieve([1]);
      const kept: Buffer[] = [];
      for (let at = 0; at < all.length; at += size) kept.push(sieve.sift(all.subarray(at, at + size)));
      expect(Buffer.concat(kept).toString()).toBe([LINES[0], LINES[2], LINES[3]].join(''));
      expect(sieve.totals).toEqual({ BHD: '1.005', EUR: '0.30' });
    },
  );

  test('adds beyond what a number can hold', () => {
    const sieve = new LineSieve([]);
    sieve.sift(Buffer.from(line('1', 'EUR', '999999999999999.99') + line('2', 'EUR', '999999999999999.99')));
    expect(sieve.totals).toEqual({ EUR: '1999999999999999.98' });
  });
});
