// Files of orders for the memory check: every order has an id of its own and two lines, and all have the same length, so that the size is known beforehand.
import type { MadeFile } from './memory-data.ts';
import { Readable } from 'node:stream';

interface OrderShape {
  extension: string;
  head: string;
  order: (id: string) => string;
  separator: string;
  tail: string;
}

/** Made at once; about 100 KiB. */
const ORDERS_PER_CHUNK = 512;
const FIELDS = { customerId: 'C-1074', placedAt: '2024-11-12T08:52:00Z', currency: 'EUR', channel: 'web' };
const TEA = { sku: 'TEA-SENCHA-100', quantity: 6, unitPrice: '9.50' };
const POT = { sku: 'POT-IRON-08', quantity: 1, unitPrice: '48.00' };
const TOTAL = '105.00';

const asJson = (orderId: string) =>
  `{"orderId":"${orderId}",${JSON.stringify({ ...FIELDS, lines: [TEA, POT], total: TOTAL }).slice(1)}`;
const attributes = (fields: object) =>
  Object.entries(fields)
    .map(([name, value]) => ` ${name}="${value}"`)
    .join('');
const CSV_FIELDS = Object.values(FIELDS).join(',');
const csvRow = (orderId: string, line: object) =>
  `${orderId},${CSV_FIELDS},${Object.values(line).join(',')},${TOTAL}`;
const XML_FIELDS = attributes({ ...FIELDS, total: TOTAL });
const XML_LINES = `<line${attributes(TEA)}/><line${attributes(POT)}/>`;

/** By the name that the command prints. */
export const ORDER_SHAPES: Readonly<Record<string, OrderShape>> = {
  'orders csv': {
    extension: 'csv',
    head: 'orderId,customerId,placedAt,currency,channel,sku,quantity,unitPrice,total\n',
    order: (id) => `${csvRow(id, TEA)}\n${csvRow(id, POT)}`,
    separator: '\n',
    tail: '\n',
  },
  'orders ndjson': { extension: 'ndjson', head: '', order: asJson, separator: '\n', tail: '\n' },
  'orders json': { extension: 'json', head: '[\n', order: asJson, separator: ',\n', tail: '\n]\n' },
  'orders xml': {
    extension: 'xml',
    head: '<orders>\n',
    order: (id) => `<order orderId="${id}"${XML_FIELDS}>${XML_LINES}</order>`,
    separator: '\n',
    tail: '\n</orders>\n',
  },
};

const idOf = (number: number) => `W-${String(number).padStart(9, '0')}`;

/** A good file of orders of at least `minBytes`; `rows` are its orders. */
export function makeOrders({ head, order, separator, tail }: OrderShape, minBytes: number): MadeFile {
  const lengthOf = (text: string) => Buffer.byteLength(text);
  const perOrder = lengthOf(order(idOf(0)) + separator);
  const rows = Math.ceil(minBytes / perOrder / ORDERS_PER_CHUNK) * ORDERS_PER_CHUNK;
  function* chunks() {
    yield Buffer.from(head);
    for (let made = 0; made < rows; made += ORDERS_PER_CHUNK) {
      const orders = Array.from({ length: ORDERS_PER_CHUNK }, (_, nth) => order(idOf(made + nth)));
      yield Buffer.from((made > 0 ? separator : '') + orders.join(separator));
    }
    yield Buffer.from(tail);
  }
  return {
    sizeInBytes: lengthOf(head) + rows * perOrder - lengthOf(separator) + lengthOf(tail),
    body: Readable.from(chunks(), { objectMode: false }),
    rows,
  };
}
