// Sizes of items as DynamoDB counts them (Developer Guide, "DynamoDB item sizes and formats"): names count, and numbers by their digits.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Item = Readonly<Record<string, AttributeValue>>;

/** Of a map or list, and of each of its elements. */
const CONTAINER_IN_BYTES = 3;
const ELEMENT_IN_BYTES = 1;

/** In bytes. */
export function itemSize(item: Item): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value),
    0,
  );
}

function valueSize(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
  if (value.L !== undefined)
    return CONTAINER_IN_BYTES + value.L.reduce((sum, it) => sum + ELEMENT_IN_BYTES + valueSize(it), 0);
  if (value.M !== undefined)
    return CONTAINER_IN_BYTES + itemSize(value.M) + ELEMENT_IN_BYTES * Object.keys(value.M).length;
  throw new Error(
    `Nobody counts values of the kind ${Object.keys(value).join()}; add it to scripts/cost/item-size.ts.`,
  );
}

/** About one byte for two significant digits, one more, and one for a minus. */
function numberSize(text: string): number {
  const digits = text.replace(/[^\d]/g, '').replace(/^0+|0+$/g, '').length;
  return Math.ceil(digits / 2) + 1 + (text.startsWith('-') ? 1 : 0);
}

const WRITE_UNIT_IN_BYTES = 1_024;
const READ_UNIT_IN_BYTES = 4_096;

/** Never less than one. */
export const writeUnits = (bytes: number) => Math.max(1, Math.ceil(bytes / WRITE_UNIT_IN_BYTES));
export const readUnits = (bytes: number) => Math.max(1, Math.ceil(bytes / READ_UNIT_IN_BYTES));
