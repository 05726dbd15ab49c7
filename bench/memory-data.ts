// Files of any size for the memory check, made as they are read: rows like the samples', with quotes, escapes and other alphabets.
import { Readable } from 'node:stream';

/** Rows made at once; about 64 KiB of bytes. */
const ROWS_PER_CHUNK = 512;

interface Shape {
  extension: string;
  head: string;
  row: (number: number) => string;
  /** Between two rows. */
  separator: string;
  tail: string;
}

const CITIES = ['Łódź', 'São Paulo', '大阪', 'Zürich', 'Αθήνα'];
const order = (number: number) => ({
  orderId: `A-${number}`,
  customerId: `C-${number % 9973}`,
  placedAt: `2026-11-${String((number % 28) + 1).padStart(2, '0')}T10:15:00.000Z`,
  city: CITIES[number % CITIES.length] as string,
  quantity: (number % 7) + 1,
  total: ((number % 90_000) + 100) / 100,
});

/** One shape per format; the name is what the command prints. */
export const SHAPES: Record<string, Shape> = {
  csv: {
    extension: 'csv',
    head: 'orderId,customerId,placedAt,city,remark,quantity,total\r\n',
    row: (number) => {
      const { orderId, customerId, placedAt, city, quantity, total } = order(number);
      return `${orderId},${customerId},${placedAt},${city},"said ""yes"",\ntwice",${quantity},${total}`;
    },
    separator: '\r\n',
    tail: '\r\n',
  },
  ndjson: {
    extension: 'ndjson',
    head: '',
    row: (number) => JSON.stringify({ ...order(number), lines: [{ sku: 'S-1', remark: 'said "yes"\n' }] }),
    separator: '\n',
    tail: '\n',
  },
  json: {
    extension: 'json',
    head: '[\n',
    row: (number) => JSON.stringify({ ...order(number), lines: [{ sku: 'S-1', remark: 'said "yes"\n' }] }),
    separator: ',\n',
    tail: '\n]\n',
  },
  'json object': {
    extension: 'json',
    head: '{"kind":"orders","orders":[\n',
    row: (number) => JSON.stringify({ ...order(number), lines: [{ sku: 'S-1', remark: 'said "yes"\n' }] }),
    separator: ',\n',
    tail: '\n]}\n',
  },
  xml: {
    extension: 'xml',
    head: '<?xml version="1.0" encoding="UTF-8"?>\n<orders>\n',
    row: (number) => {
      const { orderId, customerId, city, quantity, total } = order(number);
      return `<order orderId="${orderId}" customerId="${customerId}"><city>${city} &amp; more</city><line sku="S-1" quantity="${quantity}"/><total>${total}</total></order>`;
    },
    separator: '\n',
    tail: '\n</orders>\n',
  },
  text: {
    extension: 'log',
    head: '',
    row: (number) => {
      const { placedAt, city, orderId } = order(number);
      return `${placedAt} INFO order ${orderId} from ${city} accepted in ${number % 300} ms`;
    },
    separator: '\n',
    tail: '\n',
  },
};

export interface MadeFile {
  sizeInBytes: number;
  body: Readable;
  rows: number;
}

/** A well-formed file of at least `minBytes`, repeating one chunk of rows, so that making it costs next to nothing. */
export function makeFile(shape: Shape, minBytes: number): MadeFile {
  const rows = Array.from({ length: ROWS_PER_CHUNK }, (_, number) => shape.row(number)).join(shape.separator);
  const first = Buffer.from(rows);
  const next = Buffer.from(shape.separator + rows);
  const repeats = Math.ceil(minBytes / next.length);
  const [head, tail] = [Buffer.from(shape.head), Buffer.from(shape.tail)];
  function* chunks() {
    yield Buffer.concat([head, first]);
    for (let made = 0; made < repeats; made += 1) yield next;
    yield tail;
  }
  return {
    sizeInBytes: head.length + first.length + repeats * next.length + tail.length,
    body: Readable.from(chunks(), { objectMode: false }),
    rows: (repeats + 1) * ROWS_PER_CHUNK,
  };
}
