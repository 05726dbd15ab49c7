// Gives random files of orders in all four formats to the readers and to the oracle: every word must be the same.
import { isDeepStrictEqual } from 'node:util';
import { DEFAULT_LIMITS } from '../../../lambda/core/limits.ts';
import { readOrders } from '../../../lambda/core/orders/read-orders.ts';
import type { OrdersPolicy, OrdersResult } from '../../../lambda/core/orders/read-orders.ts';
import type { FileType } from '../../../lambda/core/outcome.ts';
import { randomOf } from '../kernels/random.ts';
import type { Random } from '../kernels/random.ts';
import { judge } from './oracle.ts';
import type { Format, Judged } from './oracle.ts';
import type { OracleLimits } from './oracle-values.ts';
import { draftFile, NOW } from './random-orders.ts';
import type { DraftFile } from './random-orders.ts';
import { writeCsv } from './write-csv.ts';
import { writeJson, writeNdjson } from './write-json.ts';
import { writeXml } from './write-xml.ts';

export const TYPES: Record<Format, FileType> = {
  csv: 'text/csv',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  xml: 'application/xml',
};

const MOST_ORDERS = 30;
const MOST_DISAGREEMENTS = 3;
const LIMITS: OracleLimits = {
  maxOrders: 1_000,
  maxLinesPerOrder: 100,
  maxIdInCharacters: 128,
  maxQuantity: 999_999_999,
};
const SMALL_LIMITS: OracleLimits = {
  maxOrders: 5,
  maxLinesPerOrder: 2,
  maxIdInCharacters: 12,
  maxQuantity: 30,
};

export interface FuzzOutcome {
  /** Orders that were drafted; each was written in four formats. */
  orders: number;
  files: number;
  /** Over all formats. */
  good: number;
  invalid: number;
  violations: number;
  /** How often each rule was among those told. */
  rules: Record<string, number>;
  disagreements: string[];
}

interface Trial {
  text: string;
  format: Format;
  delimiter: string;
  limits: OracleLimits;
  policy: OrdersPolicy;
}

/** A file in the four formats. */
function write(draft: DraftFile, random: Random): { text: string; format: Format; delimiter: string }[] {
  const delimiter = random.pick([',', ',', ';', '\t', '|']);
  return [
    {
      format: 'csv',
      delimiter,
      text: writeCsv(draft, random, { delimiter, newline: random.pick(['\n', '\r\n']) }),
    },
    { format: 'json', delimiter, text: writeJson(draft, random) },
    { format: 'ndjson', delimiter, text: writeNdjson(draft, random) },
    { format: 'xml', delimiter, text: writeXml(draft, random) },
  ];
}

/** Blocks of random sizes, each gone when the next one comes. */
function* blocksOf(bytes: Buffer, random: Random): Generator<Buffer> {
  const most = random.chance(0.05) ? random.pick([1, 3]) : random.pick([20, 200, 2_000, 100_000]);
  let at = 0;
  while (at < bytes.length) {
    const block = Buffer.from(bytes.subarray(at, at + 1 + random.int(most)));
    at += block.length;
    yield block;
    block.fill(0x5a);
  }
}

async function read({ text, format, limits, policy }: Trial, random: Random): Promise<Judged> {
  const lines: Buffer[] = [];
  const sink = {
    write: async (some: Buffer) => {
      lines.push(some);
      await Promise.resolve();
    },
  };
  const options = {
    fileType: TYPES[format],
    now: NOW,
    policy,
    sink,
    limits: DEFAULT_LIMITS,
    orderLimits: limits,
  };
  const reading = readOrders(options);
  for (const block of blocksOf(Buffer.from(text), random)) await reading.write(block);
  const { orderIds, errors, ...result } = await reading.end();
  return {
    ...result,
    errors: errors.map(({ message, line, ...error }) => ({ ...error, line: checked(message, line) })),
    lines: Buffer.concat(lines).toString('utf8'),
    ids: idsOf(orderIds),
  };
}

/** Messages are sentences of ours: letters, digits of limits and examples, no value of a file. */
function checked(message: string, line: number | null): number {
  if (!/^(?:The|Line|A file) .{10,150}\.$/.test(message) || line === null)
    throw new Error(`A strange message: ${message}`);
  return line;
}

function idsOf(ids: OrdersResult['orderIds']): Judged['ids'] {
  return Array.from({ length: ids.size }, (_, at) => ({
    digest: ids.digestAt(at).toString('hex'),
    ...ids.placeOf(at),
  }));
}

/** What the two say differently; undefined when they agree. */
async function differenceOf(trial: Trial, random: Random): Promise<{ judged: Judged; difference?: string }> {
  const judged = judge({ ...trial, now: NOW });
  const isRejected = trial.policy === 'reject' && judged.violationCount > 0;
  let found: unknown;
  try {
    found = await read(trial, random);
  } catch (error) {
    found = error;
  }
  // Nothing is written of such a small file once it is known to be rejected.
  const expected = isRejected ? { ...judged, lines: '' } : judged;
  if (isDeepStrictEqual(found, expected)) return { judged };
  const difference = JSON.stringify({ trial, expected, found }, null, 1) + String(found);
  return { judged, difference };
}

function count(outcome: FuzzOutcome, judged: Judged): void {
  outcome.files += 1;
  outcome.good += judged.orderCount;
  outcome.invalid += judged.invalidCount;
  outcome.violations += judged.violationCount;
  for (const { rule } of judged.errors) outcome.rules[rule] = (outcome.rules[rule] ?? 0) + 1;
}

/** Compares so many orders, in four formats each. The seed makes them again. */
export async function fuzzOrders({
  count: wanted,
  seed,
}: {
  count: number;
  seed: number;
}): Promise<FuzzOutcome> {
  const random = randomOf(seed);
  const outcome: FuzzOutcome = {
    orders: 0,
    files: 0,
    good: 0,
    invalid: 0,
    violations: 0,
    rules: {},
    disagreements: [],
  };
  while (outcome.orders < wanted && outcome.disagreements.length < MOST_DISAGREEMENTS) {
    const draft = draftFile(random, Math.min(MOST_ORDERS, wanted - outcome.orders));
    const policy = random.pick(['reject', 'accept-valid'] as const);
    const limits = !draft.isClean && random.chance(0.1) ? SMALL_LIMITS : LIMITS;
    const lines = new Set<string>();
    for (const written of write(draft, random)) {
      const { judged, difference } = await differenceOf({ ...written, limits, policy }, random);
      count(outcome, judged);
      if (difference) outcome.disagreements.push(difference);
      lines.add(judged.lines);
    }
    if (draft.isClean && lines.size > 1)
      outcome.disagreements.push(JSON.stringify({ draft, lines: [...lines] }, null, 1));
    outcome.orders += draft.orders.length;
  }
  return outcome;
}
