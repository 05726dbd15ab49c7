// Which files hold orders, and where what is made of them lies in the reports bucket.
import { createHash } from 'node:crypto';
import type { FileRow } from '../file-row.ts';
import { typeOfName } from '../formats/type-of-name.ts';
import type { FileType } from '../outcome.ts';
import type { OrdersPolicy } from '../orders/read-orders.ts';

export interface OrderSettings {
  /** Keys of order files begin with it; empty: no file is one. */
  prefix: string;
  /** `reject`: one bad order rejects its file. `accept-valid`: the good orders are accepted, the bad ones listed. */
  policy: OrdersPolicy;
}

const TYPES: ReadonlySet<FileType> = new Set([
  'text/csv',
  'application/json',
  'application/x-ndjson',
  'application/xml',
]);

/** Tells by the key alone; what the content is, the readers tell. */
export function isOrderFile(fileName: string, { prefix }: OrderSettings): boolean {
  return prefix !== '' && fileName.startsWith(prefix) && TYPES.has(typeOfName(fileName));
}

/** Every attempt has a key of its own, so none can write over the object of another one. */
export function stagedKeyOf(documentId: string, token: string): string {
  return `staging/${documentId}/${token}.ndjson`;
}

export function normalizedKeyOf(documentId: string): string {
  return `normalized/orders/${documentId}.ndjson`;
}

/** Stands for bucket and key, with a length of its own: a key may be longer than all the rest of a claim. */
export function sourceOf({ bucketName, fileName }: Pick<FileRow, 'bucketName' | 'fileName'>): string {
  return createHash('sha256')
    .update(JSON.stringify([bucketName, fileName]))
    .digest('hex')
    .slice(0, 32);
}
