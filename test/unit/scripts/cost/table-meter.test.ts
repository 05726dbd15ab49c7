// Capacity of the table, write by write, against the rules of DynamoDB worked out by hand.
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { TableMeter } from '../../../../scripts/cost/table-meter.ts';
import { seenCall } from './calls.ts';

type Item = Record<string, AttributeValue>;
const S = (text: string): AttributeValue => ({ S: text });
const KEY = { documentId: S('d1') };

/** `byDay` with one more attribute, `open` with its keys alone. */
const INDEXES = [
  { keys: ['daySlot', 'processedAt'], projected: ['status'] },
  { keys: ['openShard', 'nextTryAt'], projected: [] },
];

let meter: TableMeter;
beforeEach(() => {
  meter = new TableMeter(INDEXES);
});

const update = (after: Item, more: { status?: number } = {}) =>
  meter.unitsOf(
    seenCall('dynamodb UpdateItem', {
      body: { Key: KEY, ReturnValues: 'ALL_NEW' },
      answer: { Attributes: after },
      ...more,
    }),
  );

const OPEN: Item = { ...KEY, status: S('PROCESSING'), openShard: S('0'), nextTryAt: S('t1') };
const DONE: Item = { ...OPEN, status: S('PROCESSED'), daySlot: S('day#0'), processedAt: S('t2') };
const { openShard: _o, nextTryAt: _n, ...CLOSED } = DONE;

describe('a write takes', () => {
  test('one unit of the table and one of every index that the item enters', () => {
    expect(update(OPEN)).toEqual({ write: 2, read: 0 });
  });

  test('nothing of an index in which nothing changes', () => {
    update(OPEN);
    // byDay gets the item, open keeps it as it is.
    expect(update(DONE)).toEqual({ write: 2, read: 0 });
    expect(update({ ...DONE, token: S('x') })).toEqual({ write: 1, read: 0 });
  });

  test('one of an index that the item leaves', () => {
    update(DONE);
    expect(update(CLOSED)).toEqual({ write: 2, read: 0 });
  });

  test('one where a projected attribute changes, two where a key does', () => {
    update(DONE);
    expect(update({ ...DONE, status: S('FAILED') })).toEqual({ write: 2, read: 0 });
    expect(update({ ...DONE, status: S('FAILED'), nextTryAt: S('t9') })).toEqual({ write: 3, read: 0 });
  });

  test('the larger of before and after, by the kilobyte', () => {
    expect(update({ ...KEY, text: S('x'.repeat(2_000)) })).toEqual({ write: 2, read: 0 });
    expect(update(KEY)).toEqual({ write: 2, read: 0 });
    expect(update(KEY)).toEqual({ write: 1, read: 0 });
  });

  test('as much when its condition fails, without any index', () => {
    update({ ...OPEN, text: S('x'.repeat(2_000)) });
    expect(update({}, { status: 400 })).toEqual({ write: 3, read: 0 });
    expect(meter.item('d1')).toHaveProperty('text');
  });
});

test('a counter tells only what changed', () => {
  const count = seenCall('dynamodb UpdateItem', {
    body: { Key: { documentId: S('counter#1') }, ReturnValues: 'UPDATED_NEW' },
    answer: { Attributes: { count: { N: '3' } } },
  });
  expect(meter.unitsOf(count)).toEqual({ write: 1, read: 0 });
  expect(meter.item('counter#1')).toEqual({ documentId: S('counter#1'), count: { N: '3' } });
});

test('a transaction takes twice as much', () => {
  const Put = { Item: { documentId: S('order#1') } };
  const call = seenCall('dynamodb TransactWriteItems', { body: { TransactItems: [{ Put }, { Put }] } });
  expect(meter.unitsOf(call)).toEqual({ write: 4, read: 0 });
});

describe('a read takes', () => {
  const get = (ConsistentRead: boolean, answer: object) =>
    meter.unitsOf(seenCall('dynamodb GetItem', { body: { Key: KEY, ConsistentRead }, answer }));

  test('one unit for 4 KB, also of what is not there, and half of it when it need not be consistent', () => {
    expect(get(true, {})).toEqual({ write: 0, read: 1 });
    expect(get(true, { Item: { ...KEY, text: S('x'.repeat(5_000)) } })).toEqual({ write: 0, read: 2 });
    expect(get(false, {})).toEqual({ write: 0, read: 0.5 });
  });

  test('as much for every item of a batch, though only keys are asked for', () => {
    update({ ...KEY, text: S('x'.repeat(5_000)) });
    const Keys = [KEY, { documentId: S('d2') }];
    const call = seenCall('dynamodb BatchGetItem', {
      body: { RequestItems: { table: { Keys, ConsistentRead: true } } },
    });
    expect(meter.unitsOf(call)).toEqual({ write: 0, read: 3 });
  });

  test('what all items of a query come to together', () => {
    const Items = Array.from({ length: 10 }, () => ({ ...KEY, text: S('x'.repeat(1_000)) }));
    const call = seenCall('dynamodb Query', { body: {}, answer: { Items } });
    // 10 x (10 + 2 + 4 + 1,000) bytes are 2.5 times 4 KB: 3 units, half of them.
    expect(meter.unitsOf(call)).toEqual({ write: 0, read: 1.5 });
  });
});

test('what nobody knows to count is told', () => {
  expect(() => meter.unitsOf(seenCall('dynamodb Scan', { body: {} }))).toThrow(
    /Nobody knows what dynamodb Scan takes/,
  );
});
