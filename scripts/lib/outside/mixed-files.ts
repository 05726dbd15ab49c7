// Small files of every kind, good and bad, for loads: what file number n is depends on n alone.
import { gzipSync } from 'node:zlib';
import type { ReasonCode } from '../../../lambda/core/outcome.ts';

export interface MixedFile {
  key: string;
  body: string | Uint8Array;
  expected: { status: 'PROCESSED' | 'REJECTED'; reasonCode?: ReasonCode; recordCount?: number };
}

const HEADER = 'orderId,sku,quantity,unitPrice';

type Kind = (n: number) => MixedFile;

const csv = (n: number) =>
  [HEADER, ...Array.from({ length: 5 }, (_, row) => `o-${n}-${row},sku-${row},${row + 1},9.90`), ''].join(
    '\n',
  );
const good = (recordCount?: number): MixedFile['expected'] => ({
  status: 'PROCESSED',
  ...(recordCount !== undefined && { recordCount }),
});
const bad = (reasonCode: ReasonCode): MixedFile['expected'] => ({ status: 'REJECTED', reasonCode });

const KINDS: readonly Kind[] = [
  (n) => ({ key: `load/${n}.csv`, body: csv(n), expected: good(5) }),
  (n) => ({ key: `load/${n}.json`, body: JSON.stringify([{ n }, { n }, { n }]), expected: good(3) }),
  (n) => ({ key: `load/${n}.ndjson`, body: `{"n":${n}}\n{"n":${n}}\n`, expected: good(2) }),
  (n) => ({ key: `load/${n}.xml`, body: `<orders><order id="${n}"/><order/></orders>`, expected: good(2) }),
  (n) => ({ key: `load/${n}.txt`, body: `file number ${n}\n`, expected: good() }),
  (n) => ({ key: `load/${n}.csv.gz`, body: gzipSync(csv(n)), expected: good(5) }),
  (n) => ({ key: `load/${n}-ragged.csv`, body: `a,b\n1,2\n${n}\n`, expected: bad('MALFORMED_CSV') }),
  (n) => ({ key: `load/${n}-cut.json`, body: `[{"n":${n}`, expected: bad('MALFORMED_JSON') }),
  (n) => ({ key: `load/${n}-empty.txt`, body: '', expected: bad('EMPTY_FILE') }),
  (n) => ({ key: `load/${n}.png`, body: `\u0089PNG ${n}`, expected: bad('UNSUPPORTED_TYPE') }),
];

/** File number n; a prefix keeps the keys of two runs apart. */
export function mixedFile(n: number, prefix = ''): MixedFile {
  const kind = KINDS[n % KINDS.length] as Kind;
  const file = kind(n);
  return { ...file, key: `${prefix}${file.key}` };
}

/** Works through a list with so many clients side by side. */
export async function withClients<T>(
  clients: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  const client = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: clients }, client));
}
