// The samples come to what samples/expected.json says, which is what `npm start -- --exit` holds them against.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { measure } from './measure.ts';

const SAMPLES = new URL('../../../../samples/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, SAMPLES));
const expected = JSON.parse(read('expected.json').toString()) as Record<string, Record<string, unknown>>;

describe('samples', () => {
  it('all have an expected result, and the other way round', () => {
    const names = readdirSync(SAMPLES).filter((name) => name !== 'expected.json');
    expect(Object.keys(expected).sort()).toEqual(names.sort());
    expect(names.length).toBeGreaterThanOrEqual(14);
  });

  it.each(Object.entries(expected))('%s', async (name, { recordCount, ...rest }) => {
    const verdict = await measure(name, read(name));
    expect(verdict).toMatchObject(rest);
    expect('recordCount' in verdict ? verdict.recordCount : null).toBe(recordCount ?? null);
  });

  it('tell the same orders in every format', async () => {
    const orders = JSON.parse(read('orders.json').toString()) as { orderId: string; lines: unknown[] }[];
    const ids = orders.map(({ orderId }) => orderId);
    const inCsv = read('orders.csv').toString().split('\n').slice(1, -1);
    expect(inCsv.filter((row) => ids.includes(row.split(',')[0] ?? ''))).toHaveLength(
      orders.flatMap(({ lines }) => lines).length,
    );
    expect(await measure('orders.csv', read('orders.csv'))).toMatchObject({ recordCount: inCsv.length });
    for (const name of ['orders.ndjson', 'orders.xml']) expect(read(name).toString()).toContain(ids[0]);
  });
});
