// Each rule, broken once.
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_ORDER_LIMITS } from '../../../../lambda/core/orders/order-limits.ts';
import { ndjson, order, orderWithLine, read, told } from './read.ts';

/** An order, and what is told of it: fields and rules. */
const BROKEN: [string, Record<string, unknown>, string[]][] = [
  ['no orderId', order({ orderId: undefined }), ['orderId required']],
  ['an empty orderId', order({ orderId: '' }), ['orderId required']],
  ['null as customerId', order({ customerId: null }), ['customerId required']],
  ['no placedAt', order({ placedAt: undefined }), ['placedAt required']],
  ['no currency', order({ currency: undefined }), ['currency required']],
  ['no channel', order({ channel: undefined }), ['channel required']],
  ['no total', order({ total: undefined }), ['total required']],
  ['no lines', order({ lines: undefined }), ['lines required']],
  ['null as lines', order({ lines: null }), ['lines required']],
  ['an empty array of lines', order({ lines: [] }), ['lines required']],
  ['no sku', orderWithLine({ sku: undefined }), ['sku required']],
  ['no quantity', orderWithLine({ quantity: undefined }), ['quantity required']],
  ['no unitPrice', orderWithLine({ unitPrice: undefined }), ['unitPrice required']],
  ['a number as orderId', order({ orderId: 17 }), ['orderId type']],
  ['an object as channel', order({ channel: {} }), ['channel type']],
  ['a boolean as total', order({ total: true }), ['total type']],
  ['a text as quantity', orderWithLine({ quantity: '2' }), ['quantity type']],
  ['an array as unitPrice', orderWithLine({ unitPrice: [1] }), ['unitPrice type']],
  ['an object as lines', order({ lines: { sku: 'a' } }), ['lines type']],
  ['a number as a line', order({ lines: [1] }), ['lines type']],
  ['an id of 129 characters', order({ orderId: '😀'.repeat(129) }), ['orderId id-length']],
  ['a sku of 129 characters', orderWithLine({ sku: 'x'.repeat(129) }), ['sku id-length']],
  ...['\u0000', '\n', '\u007f', '\u0085', '\u2028', '\u2029', '\ud800', '\udc00'].map(
    (piece): [string, Record<string, unknown>, string[]] => [
      `${JSON.stringify(piece)} in an id`,
      order({ customerId: `a${piece}b` }),
      ['customerId id-printable'],
    ],
  ),
  ['a moment without zone', order({ placedAt: '2026-11-21T10:00:00' }), ['placedAt placed-at-moment']],
  ['a day that does not exist', order({ placedAt: '2026-02-29T10:00:00Z' }), ['placedAt placed-at-moment']],
  ['the 29th of February 1900', order({ placedAt: '1900-02-29T10:00:00Z' }), ['placedAt placed-at-moment']],
  ['a leap second', order({ placedAt: '2016-12-31T23:59:60Z' }), ['placedAt placed-at-moment']],
  ['the hour 24', order({ placedAt: '2026-11-20T24:00:00Z' }), ['placedAt placed-at-moment']],
  [
    'a moment before 1970',
    order({ placedAt: '1969-12-31T23:59:59Z' }),
    ['placedAt placed-at-not-before-1970'],
  ],
  ['a future moment', order({ placedAt: '2026-11-21T12:05:00.001Z' }), ['placedAt placed-at-not-in-future']],
  ['an unknown currency', order({ currency: 'ZZZ' }), ['currency currency-known']],
  ['no currency at all', order({ currency: 'XXX' }), ['currency currency-known']],
  ['a small currency', order({ currency: 'eur' }), ['currency currency-known']],
  ['an unknown channel', order({ channel: 'shop' }), ['channel channel-known']],
  ['a quantity of 0', orderWithLine({ quantity: 0 }), ['quantity quantity-whole']],
  ['a negative quantity', orderWithLine({ quantity: -1 }), ['quantity quantity-whole']],
  ['a part as quantity', orderWithLine({ quantity: 1.5 }), ['quantity quantity-whole']],
  ['a quantity over the limit', orderWithLine({ quantity: 1_000_000_000 }), ['quantity quantity-limit']],
  ['an amount with a comma', order({ total: '19,98' }), ['total amount-decimal']],
  ['an amount with a leading zero', order({ total: '019.98' }), ['total amount-decimal']],
  ['an amount that ends in a point', orderWithLine({ unitPrice: '9.' }), ['unitPrice amount-decimal']],
  ['a negative amount', order({ total: -19.98 }), ['total amount-not-negative']],
  ['a negative zero', orderWithLine({ unitPrice: '-0' }), ['unitPrice amount-not-negative']],
  ['an amount of 16 digits', order({ total: '1234567890123456' }), ['total amount-limit']],
  ['21 decimals', orderWithLine({ unitPrice: `9.99${'0'.repeat(19)}` }), ['unitPrice amount-limit']],
  ['more decimals than the euro has', order({ total: '19.981' }), ['total amount-decimals']],
  ['a decimal of a yen', order({ currency: 'JPY', total: '20' }), ['unitPrice amount-decimals']],
  ['another sum', order({ total: '19.99' }), ['total total-is-sum']],
  ['another sum of huge numbers', order({ total: '999999999999999.99' }), ['total total-is-sum']],
  ['an unknown field', order({ note: 'x' }), ['order unknown-field']],
  ['an unknown field in a line', orderWithLine({ note: 'x' }), ['lines unknown-field']],
];

describe('rules', () => {
  it.each(BROKEN)('%s breaks one', async (_, broken, expected) => {
    const reading = await read('ndjson', ndjson(broken));
    expect(told(reading)).toEqual(expected.map((one) => `1 1 ${one}`));
    expect([reading.orderCount, reading.invalidCount, reading.lines]).toEqual([0, 1, '']);
    expect(reading.totals).toEqual({});
    expect(reading.orderIds.size).toBe(0);
  });

  it.each([
    ['an id of 128 characters', order({ orderId: '😀'.repeat(128) })],
    ['zeros behind the decimals', order({ total: '19.98000' })],
    ['no seconds', order({ placedAt: '2026-11-21T10:00+02:00' })],
    ['a clock that runs a little ahead', order({ placedAt: '2026-11-21T12:05:00Z' })],
    ['a price of nothing', orderWithLine({ unitPrice: 0 }, { total: 0 })],
    ['the first moment', order({ placedAt: '1970-01-01T00:00:00Z' })],
  ])('%s breaks none', async (_, good) => {
    expect(told(await read('ndjson', ndjson(good)))).toEqual([]);
  });

  it('a field that is there twice breaks one; the first counts', async () => {
    const text = ndjson(order())
      .replace('"channel"', '"channel":"web","channel"')
      .replace('"sku"', '"sku":"A","sku"');
    expect(told(await read('ndjson', text))).toEqual([
      '1 1 channel duplicate-field',
      '1 1 sku duplicate-field',
    ]);
  });

  it.each(['1', 'null', '"x"', '[]', 'true'])('%s is no order', async (text) => {
    expect(told(await read('ndjson', text))).toEqual(['1 1 order is-order']);
    expect(told(await read('json', `[${text}]`))).toEqual(['1 1 order is-order']);
  });

  it('another element is no order', async () => {
    expect(told(await read('xml', '<orders><item/></orders>'))).toEqual(['1 1 order is-order']);
  });

  it('an id that comes twice breaks one, also when the first order is bad', async () => {
    const reading = await read(
      'ndjson',
      ndjson(order(), order(), order({ orderId: 'B', total: 1 }), order({ orderId: 'B' })),
    );
    expect(told(reading)).toEqual([
      '2 2 orderId order-id-unique',
      '3 3 total total-is-sum',
      '4 4 orderId order-id-unique',
    ]);
    expect(reading.orderCount).toBe(1);
  });

  it('all are told of an order, its own fields, its lines, its total, its id', async () => {
    const lines = [
      { sku: '', quantity: 0, unitPrice: 'x' },
      { sku: 'B', quantity: 1, unitPrice: 1 },
    ];
    const broken = order({ channel: 'x', currency: 'x', total: 'x', lines });
    const reading = await read('ndjson', ndjson(order(), broken));
    expect(told(reading)).toEqual([
      '2 2 currency currency-known',
      '2 2 channel channel-known',
      '2 2 sku required',
      '2 2 quantity quantity-whole',
      '2 2 unitPrice amount-decimal',
      '2 2 total amount-decimal',
      '2 2 orderId order-id-unique',
    ]);
    expect(reading.errors[3]?.message).toBe(
      'The quantity of line 1 of the order must be a whole number above 0, written with digits only.',
    );
  });
});

describe('limits', () => {
  const limits = { ...DEFAULT_ORDER_LIMITS, maxOrders: 2, maxLinesPerOrder: 2 };

  it('of orders hold for each that comes behind', async () => {
    const orders = ['A', 'B', 'C', 'D'].map((orderId) =>
      order({ orderId, ...(orderId === 'D' && { total: 'x' }) }),
    );
    const reading = await read('ndjson', ndjson(...orders), { orderLimits: limits });
    expect(told(reading)).toEqual(['3 3 order orders-limit', '4 4 order orders-limit']);
    expect([reading.orderCount, reading.invalidCount]).toEqual([2, 2]);
  });

  it('of lines are told once; the lines behind are not looked at', async () => {
    const line = { sku: 'A', quantity: 1, unitPrice: 1 };
    const reading = await read('ndjson', ndjson(order({ lines: [line, line, { bad: 1 }, 7], total: 2 })), {
      orderLimits: limits,
    });
    expect(told(reading)).toEqual(['1 1 lines lines-limit']);
  });

  it('allow 10,000 lines in an order and no more', async () => {
    const lines = Array.from({ length: 10_000 }, () => ({ sku: 'A', quantity: 1, unitPrice: '0.01' }));
    expect(told(await read('ndjson', ndjson(order({ lines, total: 100 }))))).toEqual([]);
    const more = order({ lines: [...lines, lines[0]], total: '100.01' });
    expect(told(await read('ndjson', ndjson(more)))).toEqual(['1 1 lines lines-limit']);
  });
});

describe('violations', () => {
  it('are all counted, and the first 20 told', async () => {
    const orders = Array.from({ length: 30 }, (_, at) =>
      order({ orderId: `SO-${at}`, total: 'x', channel: 'x' }),
    );
    const reading = await read('ndjson', ndjson(...orders));
    expect([reading.violationCount, reading.invalidCount, reading.errors.length]).toEqual([60, 30, 20]);
  });

  it('never tell a value of the file', async () => {
    const secret = 'Sekret-4711';
    const values = Object.keys(order()).filter((name) => name !== 'lines');
    const broken = order({
      ...Object.fromEntries(values.map((name) => [name, `${secret}\u0000`])),
      [secret]: secret,
      lines: [{ sku: `${secret}\n`, quantity: secret, unitPrice: secret, [secret]: 1 }],
    });
    const reading = await read('ndjson', ndjson(broken));
    expect(reading.violationCount).toBe(11);
    expect(JSON.stringify(reading.errors)).not.toContain('ekret');
  });
});
