// The indexes of the files table, read by query page by page. An index may lag behind the table: read a row again before deciding anything on it.
import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { FileRow } from '../core/file-row.ts';
import type { FilesIndex } from '../core/ports.ts';
import { mergeSorted, sortRuns } from './ordered-rows.ts';
import { orTryAgain } from './sdk-errors.ts';

export interface IndexOptions {
  client: DynamoDBClient;
  tableName: string;
  /** Most items of one page; without it a page is 1 MB, and a day begins with 16 pages at once. */
  pageSize?: number;
}

/** Days and open rows are spread over 16 partitions by the first hex digit of the documentId, so that no day is one hot partition. */
const SHARDS = [...'0123456789abcdef'];

export function createDynamodbFilesIndex(options: IndexOptions): FilesIndex {
  const rowsOfDay = (slot: string, times: { from: string; to: string } | undefined) =>
    queryRows(options, {
      index: 'byDay',
      partition: { name: 'daySlot', value: slot },
      ...(times && { sort: { name: 'processedAt', condition: 'BETWEEN :from AND :to', values: times } }),
    });
  const openRows = (shard: string, dueBefore: string | undefined) =>
    queryRows(options, {
      index: 'open',
      partition: { name: 'openShard', value: shard },
      ...(dueBefore !== undefined && {
        sort: { name: 'nextTryAt', condition: '< :before', values: { before: dueBefore } },
      }),
    });
  const merged = (streams: AsyncIterable<FileRow>[], sortKey: 'processedAt' | 'nextTryAt') =>
    mergeSorted(streams, (row) => row[sortKey] ?? '');
  return {
    byFile: (fileName) =>
      sortRuns(queryRows(options, { index: 'byFile', partition: { name: 'fileName', value: fileName } })),
    byDay: (day, times) =>
      merged(
        SHARDS.map((shard) => rowsOfDay(`${day}#${shard}`, times)),
        'processedAt',
      ),
    open: (dueBefore) =>
      merged(
        SHARDS.map((shard) => openRows(shard, dueBefore)),
        'nextTryAt',
      ),
  };
}

interface IndexQuery {
  index: string;
  partition: { name: string; value: string };
  /** Only items whose sort key meets the condition, which names the values. */
  sort?: { name: string; condition: string; values: Record<string, string> };
}

async function* queryRows(
  { client, tableName, pageSize }: IndexOptions,
  { index, partition, sort }: IndexQuery,
): AsyncGenerator<FileRow> {
  const sortValues = Object.fromEntries(
    Object.entries(sort?.values ?? {}).map(([name, value]) => [`:${name}`, value]),
  );
  let start: Record<string, AttributeValue> | undefined;
  do {
    const command: QueryCommand = new QueryCommand({
      TableName: tableName,
      IndexName: index,
      KeyConditionExpression: `#partition = :partition${sort ? ` AND #sort ${sort.condition}` : ''}`,
      ExpressionAttributeNames: { '#partition': partition.name, ...(sort && { '#sort': sort.name }) },
      ExpressionAttributeValues: marshall({ ':partition': partition.value, ...sortValues }),
      ...(pageSize !== undefined && { Limit: pageSize }),
      ...(start && { ExclusiveStartKey: start }),
    });
    const page = await orTryAgain(`reading the index ${index}`, () => client.send(command));
    for (const item of page.Items ?? []) yield unmarshall(item) as FileRow;
    start = page.LastEvaluatedKey;
  } while (start);
}
