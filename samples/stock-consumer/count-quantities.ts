// Reads a normalized file as a stream and adds the quantities up; memory grows with the number of different articles only.
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

interface Order {
  lines: readonly { sku: string; quantity: number }[];
}

/** Sku to quantity. */
export async function countQuantities(file: Readable): Promise<Map<string, number>> {
  const quantities = new Map<string, number>();
  for await (const line of createInterface({ input: file, crlfDelay: Infinity })) {
    if (line === '') continue;
    for (const { sku, quantity } of (JSON.parse(line) as Order).lines)
      quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  }
  return quantities;
}
