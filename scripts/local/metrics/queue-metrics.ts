// The metrics that SQS publishes of each queue: how many messages wait, are being worked on or are delayed, and the age of the oldest.
import {
  GetQueueAttributesCommand,
  paginateListQueues,
  QueueDoesNotExist,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SeriesStore } from './series.ts';

/** Metric -> attribute of the queue. What was sent, received and deleted the engine does not tell. */
const COUNTS = {
  ApproximateNumberOfMessagesVisible: 'ApproximateNumberOfMessages',
  ApproximateNumberOfMessagesNotVisible: 'ApproximateNumberOfMessagesNotVisible',
  ApproximateNumberOfMessagesDelayed: 'ApproximateNumberOfMessagesDelayed',
} as const;

const MINUTE = 60_000;

/** URLs of the queues whose names begin so. */
export async function findQueues(client: SQSClient, prefix: string): Promise<string[]> {
  const urls: string[] = [];
  for await (const { QueueUrls = [] } of paginateListQueues(
    { client },
    { QueueNamePrefix: prefix, MaxResults: 1000 },
  ))
    urls.push(...QueueUrls);
  return urls;
}

/** Reads the queues into the store, as of `now`. */
export type CollectQueueMetrics = (queueUrls: readonly string[], now: number) => Promise<void>;

export function createQueueCollector(sqs: SQSClient, store: SeriesStore): CollectQueueMetrics {
  /** The age costs a look at every message, so it is taken once a minute, which is as often as SQS publishes. */
  const agedAt = new Map<string, number>();
  const collect = async (queueUrl: string, now: number) => {
    const dimensions = { QueueName: queueUrl.split('/').at(-1) ?? '' };
    const add = (name: string, value: number) =>
      store.add({ namespace: 'AWS/SQS', name, dimensions }, { at: now, value });
    const counts = await countsOf(sqs, queueUrl);
    if (counts === undefined) return;
    for (const [name, value] of Object.entries(counts)) add(name, value);
    const minute = Math.floor(now / MINUTE);
    if (agedAt.get(queueUrl) === minute) return;
    const isEmpty = Object.values(counts).every((count) => count === 0);
    add('ApproximateAgeOfOldestMessage', isEmpty ? 0 : await ageOfOldest(queueUrl, now));
    agedAt.set(queueUrl, minute);
  };
  return async (queueUrls, now) => {
    for (const queueUrl of queueUrls) await collect(queueUrl, now);
  };
}

/** Undefined for a queue that is gone by now. */
async function countsOf(sqs: SQSClient, QueueUrl: string): Promise<Record<string, number> | undefined> {
  try {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: Object.values(COUNTS) }),
    );
    return Object.fromEntries(
      Object.entries(COUNTS).map(([metric, attribute]) => [metric, Number(Attributes[attribute] ?? 0)]),
    );
  } catch (error) {
    if (error instanceof QueueDoesNotExist) return undefined;
    throw error;
  }
}

/** By account, region and queue URL; we ask for one queue. */
interface Peeked {
  messages: Record<string, Record<string, Record<string, { Attributes?: { SentTimestamp?: string } }[]>>>;
}

/** Whole seconds; looking receives nothing (an address of the engine, not of SQS). */
async function ageOfOldest(queueUrl: string, now: number): Promise<number> {
  const address = new URL(`/_ministack/sqs/messages?QueueUrl=${encodeURIComponent(queueUrl)}`, queueUrl);
  const response = await fetch(address);
  if (!response.ok) throw new Error(`The engine does not show ${queueUrl}: ${response.status}`);
  const { messages } = (await response.json()) as Peeked;
  const sent = Object.values(messages)
    .flatMap((regions) => Object.values(regions))
    .flatMap((queues) => Object.values(queues).flat())
    .map(({ Attributes }) => Number(Attributes?.SentTimestamp))
    .filter(Number.isFinite);
  return sent.length === 0
    ? 0
    : Math.max(0, Math.floor((now - sent.reduce((a, b) => Math.min(a, b))) / 1000));
}
