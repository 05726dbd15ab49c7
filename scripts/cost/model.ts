// Puts together what one file uses and what a month uses, from the recordings, the templates and the assumptions.
import type { SeenCall } from '../lib/outside/call-watch.ts';
import type { TemplateDocument } from '../lib/template.ts';
import { chunksOf, usagesOfCall } from './call-usage.ts';
import { durationInMs, gbSeconds } from './duration.ts';
import { indexesOf } from './fixed.ts';
import { PLATFORM_BYTES_AN_INVOCATION } from './invocation-logs.ts';
import { itemSize, type Item } from './item-size.ts';
import { DAYS_A_MONTH } from './prices.ts';
import { ENTRY_IN_BYTES, upkeepOf } from './monthly.ts';
import type { Recording, Recordings } from './record.ts';
import { TableMeter } from './table-meter.ts';
import { times, type Usage } from './usage.ts';

export interface Input {
  recordings: Recordings;
  /** By short name of the stack. */
  templates: Readonly<Record<string, TemplateDocument>>;
  sizeInBytes: number;
  memoryInMB: number;
  /** On a whole processor of this machine. */
  fixedCpuInMs: number;
  cpuSecondsPerGB: number;
  /** Instead of the model. */
  givenDurationInMs?: number | undefined;
}

export interface CostModel {
  durationInMs: { good: number; rejected: number };
  good: Usage[];
  rejected: Usage[];
  /** What the user pays by uploading, with or without us. */
  userPut: Usage[];
  /** One month with so many files a day, and so many in the bucket. */
  month(filesPerDay: number, storedFiles: number): Usage[];
}

/** DynamoDB adds so much to every item and index entry (pricing, "data storage"). */
const STORED_BESIDE_IN_BYTES = 100;

/** The arithmetic of everything; asks nobody. */
export function modelOf(input: Input): CostModel {
  const { recordings, templates } = input;
  const table = templates.dynamodb;
  if (!table) throw new Error('There is no template of the table.');
  const meter = new TableMeter(indexesOf(table));
  const usages = new Map(recordings.all.map((call) => [call, usagesOfCall(call, meter)]));
  const usedBy = ({ calls }: Recording) => merged(calls.flatMap((call) => usages.get(call) ?? []));
  const durations = {
    good: durationOf(input, recordings.good),
    rejected: durationOf(input, recordings.rejected),
  };
  const fileUsages = (recording: Recording, ms: number) => [
    ...usedBy(recording),
    ...aroundFile(recording, gbSeconds(ms, input.memoryInMB)),
  ];
  const good = fileUsages(recordings.good, durations.good);
  const upkeep = upkeepOf(input, usedBy);
  const stored = storedUsages(recordings.good, meter);
  return {
    durationInMs: durations,
    good,
    rejected: fileUsages(recordings.rejected, durations.rejected),
    userPut: [
      { price: 's3Put', quantity: 1, basis: 'assumed', what: "the user's own PUT" },
      {
        price: 's3Storage',
        quantity: input.sizeInBytes / 1e9,
        basis: 'assumed',
        what: "the user's file, kept for a month",
      },
    ],
    month: (filesPerDay, storedFiles) => [
      ...times([...good, ...stored], filesPerDay * DAYS_A_MONTH),
      ...upkeep(filesPerDay, storedFiles),
    ],
  };
}

function durationOf({ givenDurationInMs, ...input }: Input, { calls }: Recording): number {
  const services = calls.map(({ service }) => service);
  return givenDurationInMs ?? durationInMs({ ...input, services }, input.memoryInMB);
}

/** What AWS does around the function; one file a batch is the dearest case. */
function aroundFile({ messageInBytes, printed }: Recording, seconds: number): Usage[] {
  const chunks = chunksOf(messageInBytes);
  return [
    { price: 'eventBridgeS3Event', quantity: 1, basis: 'assumed', what: 'event of the upload' },
    {
      price: 'sqsRequest',
      quantity: 2 * chunks,
      basis: 'assumed',
      what: 'sent by EventBridge, received by Lambda',
    },
    { price: 'sqsRequest', quantity: 1, basis: 'assumed', what: 'deleted by Lambda' },
    { price: 'lambdaRequest', quantity: printed.invocations, basis: 'measured', what: 'process-file' },
    { price: 'lambdaDuration', quantity: seconds, basis: 'assumed', what: 'process-file' },
    { price: 'logsIngestion', quantity: printed.bytes / 1e9, basis: 'measured', what: 'process-file' },
    {
      price: 'logsIngestion',
      quantity: (printed.invocations * PLATFORM_BYTES_AN_INVOCATION) / 1e9,
      basis: 'assumed',
      what: "Lambda's own records",
    },
  ];
}

/** Kept for a month: the row with its index entries, and what was put into the reports bucket. */
function storedUsages({ calls }: Recording, meter: TableMeter): Usage[] {
  const objects = calls.filter(({ operation }) => operation === 's3 PutObject');
  const bytes = objects.reduce((sum, { request }) => sum + request.body.length, 0);
  const row = rowOf(calls, meter);
  // After the announcement a row is in two of the three indexes; an entry is at most as large as the row.
  const entries = 2 * (ENTRY_IN_BYTES + STORED_BESIDE_IN_BYTES);
  const rowInBytes = itemSize(row) + STORED_BESIDE_IN_BYTES + entries;
  const use = (price: Usage['price'], quantity: number, what: string): Usage => ({
    price,
    quantity: quantity / 1e9,
    basis: 'assumed',
    what,
  });
  return [
    use('s3Storage', bytes, 'reports, kept for a month'),
    use('dynamodbStorage', rowInBytes, 'rows, kept for a month'),
    use('dynamodbRecovery', rowInBytes, 'rows, kept for a month'),
  ];
}

function rowOf(calls: readonly SeenCall[], meter: TableMeter): Item {
  const keys = calls.flatMap(({ operation, request }) =>
    operation === 'dynamodb UpdateItem'
      ? [(JSON.parse(request.body.toString('utf8')) as { Key: Item }).Key.documentId?.S ?? '']
      : [],
  );
  const row = keys.map((key) => meter.item(key)).find((item) => item?.fileName !== undefined);
  if (!row) throw new Error('The recorded file has no row.');
  return row;
}

/** Usages of one price by one operation become one. */
function merged(usages: readonly Usage[]): Usage[] {
  const groups = Map.groupBy(usages, ({ price, what, basis }) => `${price} ${what} ${basis}`);
  return [...groups.values()].map((own) => ({
    ...(own[0] as Usage),
    quantity: own.reduce((sum, { quantity }) => sum + quantity, 0),
  }));
}
