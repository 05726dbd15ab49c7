// The deployed system with the example consumer beside it: order files in; rows, messages, events, normalized files and counted stock out.
import {
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { expect } from '@jest/globals';
import type { FileRow } from '../../lambda/core/file-row.ts';
import { ownMessage } from '../../lambda/core/own-message.ts';
import { closeClients, createClients } from '../../scripts/lib/clients.ts';
import { deleteExample, deployExample, exampleNamed } from '../../scripts/lib/example.ts';
import type { Ear, Heard } from '../../scripts/lib/outside/ear.ts';
import { judgeMessages, judgeReport, judgeRow } from '../../scripts/lib/outside/promise.ts';
import { Outside } from '../../scripts/lib/outside/outside.ts';
import type { Session } from '../../scripts/lib/session.ts';
import { deployedSystem } from './deployed.ts';
import { eventually } from './eventually.ts';

const EXAMPLE = exampleNamed('stock-consumer');

/** Detail of an event on the bus. */
export interface BusEvent {
  documentId: string;
  revision: number;
  [name: string]: unknown;
}

interface Parts {
  run: string;
  session: Session;
  ear: Ear;
  eventQueueUrl: string;
  stock: Record<string, string>;
}

export class OrderWorld {
  readonly outside: Outside;
  readonly #parts: Parts;
  readonly #dynamodb = new DynamoDBClient();
  readonly #bus = new EventBridgeClient();
  readonly #events = new Map<string, BusEvent[]>();

  private constructor(outside: Outside, parts: Parts) {
    this.outside = outside;
    this.#parts = parts;
  }

  /** Deploys the consumer to the system of the global set-up. `run` keeps names apart from those of other tests. */
  static async open(run: string): Promise<OrderWorld> {
    const outside = new Outside(deployedSystem());
    const target = { projectName: 'file-processing', environmentName: 'local' };
    const session = { clients: await createClients(), target, onProgress: () => undefined };
    const ear = await outside.listen(`orders-${run}`);
    const eventQueueUrl = await listenToBus(outside, run);
    const { outputs: stock } = await deployExample(session, EXAMPLE);
    return new OrderWorld(outside, { run, session, ear, eventQueueUrl, stock });
  }

  async close(): Promise<void> {
    const { session } = this.#parts;
    await deleteExample(session, EXAMPLE);
    closeClients(session.clients);
    this.outside.end();
    this.#dynamodb.destroy();
    this.#bus.destroy();
  }

  /** Uploads under the prefix of orders; the announced row. */
  async send(name: string, body: string | Buffer): Promise<FileRow> {
    const key = `orders/${this.#parts.run}/${name}`;
    return this.announced(key, await this.outside.put(key, body));
  }

  /** The row of a version, once it is announced. */
  async announced(key: string, versionId: string, revision = 1): Promise<FileRow> {
    let found: FileRow | undefined;
    await eventually(
      async () => {
        found = (await this.outside.rows(key)).find((row) => row.versionId === versionId);
        expect(found).toMatchObject({ notification: 'SENT', revision });
      },
      { withinMs: 90_000, everyMs: 200 },
    );
    if (!found) throw new Error(`${key} has no row.`);
    return found;
  }

  /** Asks for the second revision, as an operator does. */
  async replay({ bucketName, fileName: key, versionId, uploadedAt: occurredAt }: FileRow): Promise<FileRow> {
    const asked = { revision: 2, round: 0 };
    const file = { bucketName, key, versionId, occurredAt, sizeInBytes: 1, ...asked };
    await this.outside.send('FileQueueUrl', ownMessage(file, asked));
    return this.announced(key, versionId, 2);
  }

  async messageOf({ documentId, revision }: FileRow): Promise<Heard | undefined> {
    const heard = await this.#parts.ear.collect();
    return heard.find(({ body }) => body.notificationId === `${documentId}-${revision}`);
  }

  /** What the bus has told of a file so far. */
  async eventsOf({ documentId }: FileRow): Promise<BusEvent[]> {
    const { eventQueueUrl: QueueUrl } = this.#parts;
    const { sqs } = this.outside;
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
      );
      if (Messages.length === 0) return this.#events.get(documentId) ?? [];
      for (const { Body = '', ReceiptHandle } of Messages) {
        const { detail } = JSON.parse(Body) as { detail: BusEvent };
        this.#events.set(detail.documentId, [...(this.#events.get(detail.documentId) ?? []), detail]);
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
  }

  hasEvents(row: FileRow, expected: readonly Record<string, unknown>[] | number): Promise<void> {
    return eventually(
      async () => {
        const events = await this.eventsOf(row);
        if (typeof expected === 'number') expect(events).toHaveLength(expected);
        else expect(events).toEqual(expected);
      },
      { withinMs: 10_000 },
    );
  }

  async sendEvent(detail: BusEvent): Promise<void> {
    const entry = {
      Source: 'file-processing',
      DetailType: 'Orders Accepted',
      Detail: JSON.stringify(detail),
    };
    await this.#bus.send(new PutEventsCommand({ Entries: [entry] }));
  }

  async normalizedOf({ documentId }: FileRow): Promise<string> {
    const Bucket = this.outside.output('ReportsBucketName');
    const Key = `normalized/orders/${documentId}.ndjson`;
    const { Body } = await this.outside.s3.send(new GetObjectCommand({ Bucket, Key }));
    return (await Body?.transformToString()) ?? '';
  }

  /** What the consumer has counted of an article. */
  async ordered(sku: string): Promise<number> {
    const { Item } = await this.#dynamodb.send(
      new GetItemCommand({
        TableName: this.#parts.stock['StockTableName'],
        Key: { pk: { S: `stock#${sku}` }, sk: { S: 'total' } },
        ConsistentRead: true,
      }),
    );
    return Number(Item?.['ordered']?.N ?? 0);
  }

  hasCounted(sku: string, quantity: number): Promise<void> {
    return eventually(async () => expect(await this.ordered(sku)).toBe(quantity), {
      withinMs: 30_000,
      everyMs: 200,
    });
  }

  /** Nothing waits any more in the queues of the consumer. */
  async consumed(): Promise<void> {
    await eventually(
      async () => {
        for (const name of ['StockQueueUrl', 'StockDeadLetterQueueUrl'])
          expect(await this.outside.depth(this.#parts.stock[name] ?? '')).toBe(0);
      },
      { withinMs: 30_000, everyMs: 200 },
    );
  }

  /** The promise of every file, orders or not. */
  async keepsPromise(row: FileRow): Promise<void> {
    const message = await this.messageOf(row);
    const report = await this.outside.report(row.documentId);
    const messages = judgeMessages(row, message ? [message] : [], 0);
    expect([...judgeRow(row), ...judgeReport(row, report), ...messages]).toEqual([]);
  }
}

/** Another subscriber of the bus than the consumer. */
async function listenToBus({ sqs }: Outside, run: string): Promise<string> {
  const bus = new EventBridgeClient();
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `bus-${run}` }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const Rule = `bus-${run}`;
  const EventPattern = JSON.stringify({ source: ['file-processing'], 'detail-type': ['Orders Accepted'] });
  await bus.send(new PutRuleCommand({ Name: Rule, EventPattern }));
  await bus.send(new PutTargetsCommand({ Rule, Targets: [{ Id: 'queue', Arn: Attributes?.QueueArn }] }));
  bus.destroy();
  return QueueUrl;
}
