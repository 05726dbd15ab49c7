// The same orders in four formats come to the same bytes, wherever the file is cut.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { CSV_HEADER, ndjson, NOW, order, read, told } from './read.ts';

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url));
const NORMALIZED = fixture('orders-good.normalized.ndjson').toString('utf8');
const FORMATS = ['csv', 'json', 'ndjson', 'xml'];
const ROW = 'SO-1,C-1,2026-11-21T10:00:00Z,EUR,web,TEA,2,9.99,19.98';
const LINE =
  '{"orderId":"SO-1","customerId":"C-1","placedAt":"2026-11-21T10:00:00.000Z","currency":"EUR","channel":"web",' +
  '"lines":[{"sku":"TEA","quantity":2,"unitPrice":"9.99"}],"total":"19.98"}\n';
const ATTRIBUTES =
  'orderId="SO-1" customerId="C-1" placedAt="2026-11-21T10:00:00Z" currency="EUR" channel="web" total="19.98"';
const ELEMENT = `<order ${ATTRIBUTES}><line sku="TEA" quantity="2" unitPrice="9.99"/></order>`;

describe('good orders', () => {
  it.each(FORMATS)('in %s are normalized', async (format) => {
    const reading = await read(format, fixture(`orders-good.${format}`));
    expect(reading.lines).toBe(NORMALIZED);
    expect(told(reading)).toEqual([]);
    expect([reading.orderCount, reading.invalidCount, reading.violationCount]).toEqual([5, 0, 0]);
    expect(reading.totals).toEqual({
      BHD: '0.125',
      CLF: '99999.9999',
      EUR: '105.00',
      JPY: '3600',
      USD: '246913578024691.34',
    });
  });

  it.each(FORMATS.flatMap((format) => [1, 2, 3, 5, 7, 64].map((size) => [format, size] as const)))(
    'in %s come to the same in blocks of %i bytes',
    async (format, blockSize) => {
      const reading = await read(format, fixture(`orders-good.${format}`), { blockSize });
      expect(reading.lines).toBe(NORMALIZED);
    },
  );

  it.each([
    ['csv', [2, 4, 5, 6, 8]],
    ['json', [2, 14, 23, 32, 44]],
    ['ndjson', [1, 2, 3, 4, 5]],
    ['xml', [3, 7, 10, 13, 17]],
  ])('in %s are known by their number and line', async (format, lines) => {
    const { orderIds } = await read(format, fixture(`orders-good.${format}`));
    const places = Array.from({ length: orderIds.size }, (_, at) => orderIds.placeOf(at));
    expect(places).toEqual(lines.map((line, at) => ({ record: at + 1, line })));
  });

  it('of no file are none', async () => {
    for (const [format, text] of Object.entries({
      csv: `${CSV_HEADER}\n`,
      json: '[]',
      ndjson: '\n',
      xml: '<orders/>',
    })) {
      expect(await read(format, text)).toMatchObject({
        orderCount: 0,
        violationCount: 0,
        lines: '',
        totals: {},
      });
    }
  });
});

describe('CSV', () => {
  it.each([';', '\t', '|'])('may have %j between its fields', async (delimiter) => {
    const text = `${CSV_HEADER}\r\n\r\n${ROW}`.replaceAll(',', delimiter);
    expect((await read('csv', text)).lines).toBe(LINE);
  });

  it('may have blank lines and quotes anywhere', async () => {
    const quoted = ROW.split(',')
      .map((field) => `"${field}"`)
      .join(',');
    expect((await read('csv', `\n\n${CSV_HEADER}\n\n${quoted}\n\n`, { blockSize: 1 })).lines).toBe(LINE);
  });

  it('with another header is no file of orders', async () => {
    const reading = await read('csv', `\n${CSV_HEADER.replace('sku', 'SKU')}\n${ROW}\n`);
    expect(told(reading)).toEqual(['0 2 header header']);
    expect([reading.orderCount, reading.invalidCount]).toEqual([0, 0]);
  });

  it('does not take one column for several', async () => {
    const reading = await read('csv', `"${CSV_HEADER}"\n"${ROW}"\n`);
    expect(told(reading)).toEqual(['0 1 header header']);
    const joined = await read('csv', CSV_HEADER.replace('orderId,customerId', '"orderId,customerId"'));
    expect(told(joined)).toEqual(['0 1 header header']);
  });

  it('tells which row of an order does not agree with its first', async () => {
    const rows = [ROW, ROW.replace('web', 'mobile'), ROW.replace('19.98', '20.00').replace('C-1', 'C-2')];
    const reading = await read('csv', [CSV_HEADER, ...rows].join('\n'), { blockSize: 1 });
    expect(told(reading)).toEqual([
      '1 3 channel rows-agree',
      '1 4 customerId rows-agree',
      '1 4 total rows-agree',
    ]);
    expect([reading.orderCount, reading.invalidCount]).toEqual([0, 1]);
  });

  it('takes rows that do not follow each other for two orders with one id', async () => {
    const other = ROW.replace('SO-1', 'SO-2');
    const reading = await read('csv', [CSV_HEADER, ROW, other, ROW].join('\n'));
    expect(told(reading)).toEqual(['3 4 orderId order-id-unique']);
    expect(reading.orderCount).toBe(2);
  });

  it('counts the lines inside quotes', async () => {
    const row = ROW.replace('TEA', '"T\nE\r\nA"');
    const reading = await read(
      'csv',
      [CSV_HEADER, row, ROW.replace('SO-1', 'SO-2').replace(',2,', ',x,')].join('\n'),
    );
    expect(told(reading)).toEqual(['1 2 sku id-printable', '2 5 quantity quantity-whole']);
  });
});

describe('JSON', () => {
  it.each(['{}', '7', '"x"', 'null', ' {"orders":[]}'])('%s holds no orders', async (text) => {
    expect(told(await read('json', text))).toEqual(['0 1 root root']);
  });

  it('may have its members in any order, with escapes in names and values', async () => {
    const text =
      '[{"total":19.98,"lines":[{"unitPrice":9.99,"quantity":2,"s\\u006bu":"\\u0054EA"}],"channel":"we\\u0062","currency":"EUR",' +
      '"placedAt":"2026-11-21T10:00:00Z","customerId":"C\\u002d1","orderId":"SO-1"}]';
    expect((await read('json', text, { blockSize: 1 })).lines).toBe(LINE);
  });

  it('keeps every digit of a number', async () => {
    const text = JSON.stringify(order({ lines: [{ sku: 'X', quantity: 1, unitPrice: 1 }], total: 1 }));
    const digits = '999999999999999.99';
    const { lines } = await read(
      'ndjson',
      text.replaceAll(':1}', `:${digits}}`).replace('"unitPrice":1', `"unitPrice":${digits}`),
    );
    expect(lines).toContain(`"unitPrice":"${digits}"}],"total":"${digits}"}`);
  });

  it('may have an exponent in a number, not in a text', async () => {
    const text = ndjson(order()).replace('"19.98"', '1.998e+01').replace('"9.99"', '999E-2');
    expect((await read('ndjson', text)).lines).toBe(LINE);
    expect(told(await read('ndjson', ndjson(order({ total: '1.998e1' }))))).toEqual([
      '1 1 total amount-decimal',
    ]);
  });

  it('decodes pairs of surrogates', async () => {
    const text = ndjson(order({ customerId: 'x' })).replace('"x"', '"\\ud83d\\uDE00\\u00e9\\/"');
    expect((await read('ndjson', text)).lines).toContain('"customerId":"😀é/"');
  });
});

describe('XML', () => {
  it('may have comments, instructions, references and white space', async () => {
    const text = `<?xml version="1.0"?>\n<!-- <order/> --><orders a="1">&#32;<?x <line?>${ELEMENT.replace('TEA', '&#84;&#x45;A')}<![CDATA[ ]]></orders>\n`;
    expect((await read('xml', text, { blockSize: 1 })).lines).toBe(LINE);
  });

  it('with another root is no file of orders', async () => {
    expect(told(await read('xml', `\n<feed>${ELEMENT}</feed>`))).toEqual(['0 2 root root']);
  });

  it('makes blanks of white space in attributes, and counts its lines', async () => {
    const text = `<orders>\n${ELEMENT.replace('C-1', 'C\r\n1')}\n${ELEMENT.replace('"2"', '"0"')}</orders>`;
    const reading = await read('xml', text);
    expect(reading.lines).toBe(LINE.replace('C-1', 'C 1'));
    expect(told(reading)).toEqual(['2 4 quantity quantity-whole', '2 4 orderId order-id-unique']);
  });

  it.each([
    ['text', '1 3 order unknown-field'],
    ['<![CDATA[text]]>', '1 3 order unknown-field'],
    ['<item/>', '1 3 order unknown-field'],
  ])('refuses %s in an order, once', async (content, expected) => {
    const text = `<orders>\n${ELEMENT.replace('</order>', `\n ${content}${content}</order>`)}</orders>`;
    expect(told(await read('xml', text))).toEqual([expected]);
  });

  it('refuses attributes that orders and lines do not have', async () => {
    const text = `<orders>${ELEMENT.replace('<order', '<order note="1"')}\n${ELEMENT.replace('<line', '<line note="1"')}</orders>`;
    expect(told(await read('xml', text))).toEqual([
      '1 1 order unknown-field',
      '2 2 lines unknown-field',
      '2 2 orderId order-id-unique',
    ]);
  });

  it('refuses what is inside a line', async () => {
    const text = `<orders>${ELEMENT.replace('/></order>', '>\n<a><b/></a>x</line></order>')}</orders>`;
    expect(told(await read('xml', text))).toEqual(['1 2 lines unknown-field']);
  });

  it('refuses text between orders, once, and reads the orders', async () => {
    const reading = await read('xml', `<orders>a${ELEMENT}\nb</orders>`);
    expect(told(reading)).toEqual(['0 1 root root-content']);
    expect(reading.orderCount).toBe(1);
  });
});

describe('a file of orders', () => {
  it('is read by its own clock', async () => {
    const early = { now: NOW - 86_400_000 };
    expect(told(await read('ndjson', ndjson(order()), early))).toEqual([
      '1 1 placedAt placed-at-not-in-future',
    ]);
  });
});
