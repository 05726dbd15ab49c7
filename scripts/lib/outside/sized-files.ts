// Files of a wanted size in every text format, good ones and ones with one fault at their end: what load and cost put in.
import type { ReasonCode } from '../../../lambda/core/outcome.ts';

export const FORMATS = ['csv', 'json', 'ndjson', 'xml', 'text'] as const;
export type Format = (typeof FORMATS)[number];

export interface SizedFile {
  /** Without the dot. */
  extension: string;
  body: Buffer;
  /** Undefined for text, which has none, and for a file that is rejected. */
  recordCount?: number;
  reasonCode?: ReasonCode;
}

interface Shape {
  extension: string;
  head: string;
  row(n: number): string;
  separator: string;
  tail: string;
  /** Takes the place of the tail and makes the file bad. */
  fault: Buffer | string;
  reasonCode: ReasonCode;
}

const order = (n: number) => ({
  id: `A-${n}`,
  customer: `C-${n % 9973}`,
  city: ['Łódź', 'São Paulo', '大阪', 'Zürich'][n % 4] as string,
  quantity: (n % 7) + 1,
  total: `${(n % 900) + 1}.90`,
});
const asJson = (n: number) =>
  JSON.stringify({ ...order(n), lines: [{ sku: 'S-1', remark: 'said "yes"\n' }] });

const SHAPES: Record<Format, Shape> = {
  csv: {
    extension: 'csv',
    head: 'id,customer,city,remark,quantity,total\n',
    row: (n) => {
      const { id, customer, city, quantity, total } = order(n);
      return `${id},${customer},${city},"said ""yes"", twice",${quantity},${total}`;
    },
    separator: '\n',
    tail: '\n',
    fault: '\nA-0,too short\n',
    reasonCode: 'MALFORMED_CSV',
  },
  json: {
    extension: 'json',
    head: '[\n',
    row: asJson,
    separator: ',\n',
    tail: '\n]\n',
    fault: ',\n',
    reasonCode: 'MALFORMED_JSON',
  },
  ndjson: {
    extension: 'ndjson',
    head: '',
    row: asJson,
    separator: '\n',
    tail: '\n',
    fault: '\n{"id":\n',
    reasonCode: 'MALFORMED_JSON',
  },
  xml: {
    extension: 'xml',
    head: '<?xml version="1.0" encoding="UTF-8"?>\n<orders>\n',
    row: (n) => {
      const { id, city, quantity, total } = order(n);
      return `<order id="${id}"><city>${city} &amp; more</city><line sku="S-1" quantity="${quantity}"/><total>${total}</total></order>`;
    },
    separator: '\n',
    tail: '\n</orders>\n',
    fault: '\n',
    reasonCode: 'MALFORMED_XML',
  },
  text: {
    extension: 'log',
    head: '',
    row: (n) => `2026-11-21T10:15:00.000Z INFO order ${order(n).id} from ${order(n).city} was accepted`,
    separator: '\n',
    tail: '\n',
    // No UTF-8 text has this byte.
    fault: Buffer.from([0x0a, 0xff]),
    reasonCode: 'INVALID_ENCODING',
  },
};

/** Rows made anew; then they repeat, so that a large file costs little to make. */
const ROWS_A_BLOCK = 512;

interface Wanted {
  format: Format;
  /** The file has the first whole row at or above it. */
  sizeInBytes: number;
  isBad?: boolean;
  /** Makes the content of one file differ from that of another. */
  seed?: number;
}

/** Makes one file; the same wish gives the same bytes. */
export function sizedFile({ format, sizeInBytes, isBad = false, seed = 0 }: Wanted): SizedFile {
  const { extension, head, row, separator, tail, fault, reasonCode } = SHAPES[format];
  const rows = Array.from({ length: ROWS_A_BLOCK }, (_, n) => Buffer.from(row(seed * ROWS_A_BLOCK + n)));
  const between = Buffer.from(separator);
  const end = Buffer.from(isBad ? fault : tail);
  const parts: Buffer[] = [Buffer.from(head)];
  let length = parts[0]?.length ?? 0;
  let count = 0;
  const add = (part: Buffer) => {
    parts.push(part);
    length += part.length;
  };
  do {
    if (count > 0) add(between);
    add(rows[count++ % ROWS_A_BLOCK] as Buffer);
  } while (length + end.length < sizeInBytes);
  add(end);
  const hasRecords = format !== 'text' && !isBad;
  return {
    extension,
    body: Buffer.concat(parts),
    ...(hasRecords && { recordCount: count }),
    ...(isBad && { reasonCode }),
  };
}
