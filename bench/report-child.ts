// The report of one day with so many rows, in a process of its own: the function's code with generated pages of the index in the place of DynamoDB.
// Argument: the number of rows. Prints one JSON line with its time, its peak memory, and a hash over the three objects.
import type { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { createHash } from 'node:crypto';
import { createDynamodbFilesIndex } from '../lambda/adapters/dynamodb-files-index.ts';
import { systemClock } from '../lambda/adapters/system-clock.ts';
import { runDays } from '../lambda/core/daily-report/run-days.ts';
import { ROWS_PER_PAGE } from '../lambda/daily-report-wiring.ts';
import { createMemoryDayBook } from '../test/support/fakes/memory-day-book.ts';
import { createMemoryNotices } from '../test/support/fakes/memory-notices.ts';
import { createMemoryReports } from '../test/support/fakes/memory-reports.ts';

const DAY = '2026-11-19';
const START = Date.parse(`${DAY}T00:00:00.000Z`);
const SLOTS = 16;
const TIMEOUT_IN_MS = 300_000;
const TYPES = ['text/csv', 'application/json', 'text/plain', 'application/xml'];

/** The attributes of the index, no more; the n-th of a slot. */
function itemOf(slot: number, n: number) {
  const hash = createHash('sha256').update(`${slot} ${n}`).digest('hex');
  const at = START + n * 13_000 + (parseInt(hash.slice(0, 4), 16) % 13_000);
  const isRejected = hash.startsWith('0');
  return marshall({
    documentId: `${slot.toString(16)}${hash.slice(1, 8)}-${hash.slice(8, 12)}-8000-a000-${hash.slice(12, 24)}`,
    daySlot: `${DAY}#${slot.toString(16)}`,
    fileName: `incoming/branch-${hash.slice(0, 2)}/orders-of-the-day-${hash.slice(2, 12)}.csv`,
    fileType: TYPES[n % TYPES.length],
    fileSize: parseInt(hash.slice(0, 6), 16),
    status: isRejected ? 'REJECTED' : 'PROCESSED',
    ...(isRejected ? { reasonCode: 'MALFORMED_CSV' } : { lineCount: n, wordCount: 3 * n, recordCount: n }),
    uploadedAt: new Date(at - (parseInt(hash.slice(4, 8), 16) % 30_000)).toISOString(),
    processedAt: new Date(at).toISOString(),
    processedDay: DAY,
    revision: 1,
    audience: 'all',
  });
}

/** Answers queries of the index page by page, as DynamoDB does. */
function pagesOf(rows: number): DynamoDBClient {
  const perSlot = Math.ceil(rows / SLOTS);
  const send = async ({ input }: QueryCommand) => {
    const slot = parseInt(input.ExpressionAttributeValues?.[':partition']?.S?.split('#')[1] ?? '', 16);
    const first = Number(input.ExclusiveStartKey?.n?.N ?? 0);
    const all = slot * perSlot + perSlot <= rows ? perSlot : Math.max(0, rows - slot * perSlot);
    const next = Math.min(all, first + (input.Limit ?? all));
    const Items = Array.from({ length: next - first }, (_, n) => itemOf(slot, first + n));
    return { Items, ...(next < all && { LastEvaluatedKey: { n: { N: String(next) } } }) };
  };
  return { send } as unknown as DynamoDBClient;
}

const rows = Number(process.argv[2] ?? 100_000);
const reports = createMemoryReports();
const begun = performance.now();
const { days, errors } = await runDays(
  {
    index: createDynamodbFilesIndex({ client: pagesOf(rows), tableName: 'files', pageSize: ROWS_PER_PAGE }),
    book: createMemoryDayBook(),
    reports,
    stored: { read: async (key) => reports.objects.get(key) },
    notices: createMemoryNotices(),
    clock: systemClock,
    newToken: () => 'token',
    deadlines: { startBefore: Date.now() + TIMEOUT_IN_MS, end: Date.now() + TIMEOUT_IN_MS },
    leaseMarginInMs: 1000,
  },
  { day: DAY },
);
const seconds = (performance.now() - begun) / 1000;
if (errors.length > 0) throw errors[0]?.error;
const hash = createHash('sha256');
for (const [key, body] of reports.objects) hash.update(key).update(body);
// maxRSS is in KiB and is the peak of the whole life of the process, so nothing is missed between samples.
const peakInBytes = process.resourceUsage().maxRSS * 1024;
const [day] = days;
const total = day && 'total' in day ? day.total : 0;
console.log(JSON.stringify({ total, seconds, peakInBytes, hash: hash.digest('hex') }));
