// The samples come to what samples/expected.json says, which is what `npm start -- --exit` holds them against.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import { measureFile } from '../../../../lambda/core/formats/index.ts';
import { typeOfName } from '../../../../lambda/core/formats/type-of-name.ts';
import { DEFAULT_LIMITS } from '../../../../lambda/core/limits.ts';
import { readOrders } from '../../../../lambda/core/orders/read-orders.ts';
import { measure } from './measure.ts';

const SAMPLES = new URL('../../../../samples/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, SAMPLES));
const expected = JSON.parse(read('expected.json').toString()) as Record<string, Record<string, unknown>>;

describe('samples', () => {
  it('all have an expected result, and the other way round', () => {
    const names = readdirSync(SAMPLES, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'expected.json')
      .map(({ parentPath, name }) => relative(fileURLToPath(SAMPLES), join(parentPath, name)))
      .filter((name) => !name.startsWith('stock-consumer'));
    expect(Object.keys(expected).sort()).toEqual(names.sort());
    expect(names.length).toBeGreaterThanOrEqual(14);
  });

  const ofFormats = Object.entries(expected).filter(([, { reasonCode }]) => reasonCode !== 'INVALID_ORDERS');
  it.each(ofFormats)('%s', async (name, { recordCount, orderCount: _orders, ...rest }) => {
    const verdict = await measure(name, read(name));
    expect(verdict).toMatchObject(rest);
    expect('recordCount' in verdict ? verdict.recordCount : null).toBe(recordCount ?? null);
  });

  const ofOrders = Object.entries(expected).filter(([name]) => name.startsWith('orders/'));
  it.each(ofOrders)('%s holds orders as foretold', async (name, { orderCount, status }) => {
    const body = read(name);
    const sink = { write: async () => undefined };
    // Long after the last of them.
    const now = Date.UTC(2030, 0, 1);
    const fileType = typeOfName(name);
    const orders = readOrders({ fileType, now, policy: 'reject', limits: DEFAULT_LIMITS, sink });
    const verdict = await measureFile({
      fileName: name,
      sizeInBytes: body.length,
      body: Readable.from([body], { objectMode: false }),
      limits: DEFAULT_LIMITS,
      content: orders,
    });
    expect(verdict.status).toBe('PROCESSED');
    const result = await orders.end();
    expect(result.orderCount).toBe(orderCount);
    expect(result.violationCount > 0).toBe(status === 'REJECTED');
  });
});
