// Work that makes every function do everything that it can do once: good files and bad ones, repeats, rubbish, lost and abandoned rows, reports in the way.
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DisableRuleCommand, EnableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { marshall } from '@aws-sdk/util-dynamodb';
import { counterId } from '../../../lambda/adapters/dynamodb-files-table.ts';
import { counterOf, minuteOf } from '../../../lambda/core/digest/minutes.ts';
import { documentIdOf, shardOf } from '../../../lambda/core/document-id.ts';
import type { FileRow } from '../../../lambda/core/file-row.ts';
import { ownMessage } from '../../../lambda/core/own-message.ts';
import { mixedFile } from '../../lib/outside/mixed-files.ts';
import type { Outside } from '../../lib/outside/outside.ts';
import { putDuplicate, putOrders, REPLAYED_ORDERS } from './order-work.ts';

/** How many kinds of files mixedFile knows. */
const KINDS = 10;
const LONG_AGO = '2020-01-01T00:00:00.000Z';
const LEASE_IN_MS = 3_000;
/** Long enough to be closed, and within the hour that the first run of the digest looks back. */
const NOISY_MINUTE_AGO_IN_MS = 10 * 60 * 1_000;

export interface Place {
  outside: Outside;
  /** The rule that tells of new files. */
  ruleName: string;
  /** Runs a function by the name of the output that names it. */
  invoke(
    output:
      | 'RedriveFunctionName'
      | 'ReconcileFunctionName'
      | 'NotifyDigestFunctionName'
      | 'DailyReportFunctionName',
    event: unknown,
  ): Promise<void>;
  /** Waits until every row is announced and the queues are empty. */
  settle(): Promise<void>;
}

export class Workload {
  readonly #place: Place;
  readonly #table = new DynamoDBClient();
  readonly #events = new EventBridgeClient();
  /** Reports that disappear when a function looks at them, by their key. */
  readonly #vanishing = new Set<string>();

  constructor(place: Place) {
    this.#place = place;
  }

  /** To be called before each call of a function; makes the report vanish that it is about to look at. */
  async beforeCall({ operation, url }: { operation: string; url: string }): Promise<void> {
    const key = [...this.#vanishing].find((name) => url.includes(name));
    if (operation !== 's3 HeadObject' || key === undefined) return;
    this.#vanishing.delete(key);
    const Bucket = this.#place.outside.output('ReportsBucketName');
    await this.#place.outside.s3.send(new DeleteObjectCommand({ Bucket, Key: key }));
  }

  async run(): Promise<void> {
    await this.#processFiles();
    await this.#place.settle();
    await this.#repeat();
    await this.#redrive();
    await this.#reconcile();
    await this.#digest();
    // One report of yesterday: it stands nowhere yet.
    await this.#place.invoke('DailyReportFunctionName', {});
    await this.#place.settle();
    this.#table.destroy();
    this.#events.destroy();
  }

  /** Every kind of file. */
  async #processFiles(): Promise<void> {
    for (let n = 0; n < KINDS; n++) {
      const { key, body } = mixedFile(n, 'kinds/');
      await this.#place.outside.put(key, body);
    }
    await putOrders(this.#place.outside);
  }

  /** Replays over a report that is there and over one that vanishes; a purged version; one that another run owns; one that crashed thrice. */
  async #repeat(): Promise<void> {
    const { outside } = this.#place;
    await putDuplicate(outside);
    const [orders] = await outside.rows(REPLAYED_ORDERS);
    if (!orders) throw new Error('A file of orders has no row.');
    await outside.send('FileQueueUrl', messageOf(orders, { revision: 2, round: 0 }));
    for (const n of [0, 1]) {
      const [row] = await outside.rows(mixedFile(n, 'kinds/').key);
      if (!row) throw new Error('A file of the workload has no row.');
      if (n === 1) this.#vanishing.add(reportKey(row.documentId));
      await outside.send('FileQueueUrl', messageOf(row, { revision: 2, round: 0 }));
    }
    const purged = await this.#silently('purged.txt');
    const Bucket = outside.output('SourceBucketName');
    await outside.s3.send(
      new DeleteObjectCommand({ Bucket, Key: purged.fileName, VersionId: purged.versionId }),
    );
    const leaseUntil = new Date(Date.now() + LEASE_IN_MS).toISOString();
    const owned = await this.#silently('owned.txt');
    await this.#putRow({ ...owned, attempt: 1, token: 'of somebody else', leaseUntil });
    const crashed = await this.#silently('crashed.txt');
    await this.#putRow({ ...crashed, attempt: 3 });
    for (const row of [purged, owned, crashed]) {
      await outside.send('FileQueueUrl', messageOf(row, { revision: 1, round: 0 }));
    }
  }

  /** Dead letters: of a finished file, of one that nobody knows, of two that are given up over a report that is in the way, and rubbish. */
  async #redrive(): Promise<void> {
    const { outside } = this.#place;
    const [finished] = await outside.rows(mixedFile(2, 'kinds/').key);
    if (!finished) throw new Error('A file of the workload has no row.');
    const { versionId: _, ...unpinned } = finished;
    const letters = [messageOf(unpinned, { revision: 1, round: 0 }), 'rubbish'];
    letters.push(messageOf(await this.#silently('unknown.txt'), { revision: 1, round: 0 }));
    for (const key of ['given-up.txt', 'given-up-too.txt']) {
      const row = { ...(await this.#silently(key)), attempt: 0, redriveRounds: 3 };
      await this.#putRow(row);
      await outside.s3.send(
        new PutObjectCommand({
          Bucket: outside.output('ReportsBucketName'),
          Key: reportKey(row.documentId),
          Body: 'in the way',
        }),
      );
      if (key === 'given-up-too.txt') this.#vanishing.add(reportKey(row.documentId));
      letters.push(messageOf(row, { revision: 1, round: 3 }));
    }
    for (const letter of letters) await outside.send('FileDeadLetterQueueUrl', letter);
    await this.#place.invoke('RedriveFunctionName', {});
  }

  /** A version without a row, a row that nobody works on, and one that nobody announced. */
  async #reconcile(): Promise<void> {
    await this.#silently('lost.txt');
    await this.#putRow({ ...(await this.#silently('abandoned.txt')), attempt: 0 });
    await this.#putRow({
      ...(await this.#silently('unannounced.txt')),
      attempt: 1,
      status: 'PROCESSED',
      notification: 'PENDING',
      audience: 'all',
      leaseUntil: LONG_AGO,
      processedAt: LONG_AGO,
      fileType: 'text/plain',
      fileSize: 1,
    });
    await this.#place.invoke('ReconcileFunctionName', { minimumAgeInMinutes: 0 });
  }

  /** A file of a minute in which there were too many: people have to be told of it. */
  async #digest(): Promise<void> {
    const minute = minuteOf(Date.now() - NOISY_MINUTE_AGO_IN_MS);
    const row = await this.#silently('one-of-many.txt');
    const processedAt = new Date(minute).toISOString();
    const processedDay = processedAt.slice(0, 10);
    const { nextTryAt: _due, openShard, ...announced } = row;
    await this.#putRow({
      ...announced,
      status: 'PROCESSED',
      notification: 'SENT',
      audience: 'machines',
      processedAt,
      processedDay,
      daySlot: `${processedDay}#${openShard}`,
    });
    const counter = { documentId: counterId(counterOf(minute)), count: 1_000 };
    const TableName = this.#place.outside.output('FilesTableName');
    await this.#table.send(new PutItemCommand({ TableName, Item: marshall(counter) }));
    await this.#place.invoke('NotifyDigestFunctionName', {});
  }

  /** Uploads a file of which no event tells; returns the row that it might have. */
  async #silently(key: string): Promise<FileRow> {
    const rule = { Name: this.#place.ruleName };
    await this.#events.send(new DisableRuleCommand(rule));
    const versionId = await this.#place.outside.put(key, `${key}\n`);
    await this.#events.send(new EnableRuleCommand(rule));
    const bucketName = this.#place.outside.output('SourceBucketName');
    const documentId = documentIdOf({ bucketName, key, versionId });
    return {
      documentId,
      bucketName,
      fileName: key,
      versionId,
      status: 'PROCESSING',
      uploadedAt: LONG_AGO,
      attempt: 0,
      nextTryAt: LONG_AGO,
      openShard: shardOf(documentId),
      redriveRounds: 0,
      revision: 1,
    };
  }

  async #putRow(row: FileRow): Promise<void> {
    const TableName = this.#place.outside.output('FilesTableName');
    await this.#table.send(new PutItemCommand({ TableName, Item: marshall(row) }));
  }
}

const reportKey = (documentId: string) => `processed/${documentId}.json`;

function messageOf(
  row: Omit<FileRow, 'versionId'> & { versionId?: string },
  asked: { revision: number; round: number },
): string {
  const { bucketName, fileName: key, versionId, uploadedAt: occurredAt, eTag } = row;
  const pinned = { ...(versionId !== undefined && { versionId }), ...(eTag !== undefined && { eTag }) };
  return ownMessage({ bucketName, key, occurredAt, sizeInBytes: 1, ...pinned, ...asked }, asked);
}
