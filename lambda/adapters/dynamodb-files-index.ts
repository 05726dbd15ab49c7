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
}

/** Days and open rows are spread over 16 partitions by the first hex digit of the documentId, so that no day is one hot partition. */
const SHARDS = [...'0123456789abcdef'];

export function createDynamodbFilesIndex(options: IndexOptions): FilesIndex {
  const rowsOf = (index: string, name: string, value: string) =>
    queryRows(options, { index, partition: { name, value } });
  const openRows = (shard: string, dueBefore: string | undefined) =>
    queryRows(options, {
      index: 'open',
      partition: { name: 'openShard', value: shard },
      ...(dueBefore !== undefined && { before: { name: 'nextTryAt', value: dueBefore } }),
    });
  const merged = (streams: AsyncIterable<FileRow>[], sortKey: 'processedAt' | 'nextTryAt') =>
    mergeSorted(streams, (row) => row[sortKey] ?? '');
  return {
    byFile: (fileName) => sortRuns(rowsOf('byFile', 'fileName', fileName)),
    byDay: (day) =>
      merged(
        SHARDS.map((shard) => rowsOf('byDay', 'daySlot', `${day}#${shard}`)),
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
  /** Only items whose sort key is less. */
  before?: { name: string; value: string };
}

async function* queryRows(
  { client, tableName }: IndexOptions,
  { index, partition, before }: IndexQuery,
): AsyncGenerator<FileRow> {
  let start: Record<string, AttributeValue> | undefined;
  do {
    const command: QueryCommand = new QueryCommand({
      TableName: tableName,
      IndexName: index,
      KeyConditionExpression: `#partition = :partition${before ? ' AND #sort < :before' : ''}`,
      ExpressionAttributeNames: { '#partition': partition.name, ...(before && { '#sort': before.name }) },
      ExpressionAttributeValues: marshall({
        ':partition': partition.value,
        ...(before && { ':before': before.value }),
      }),
      ...(start && { ExclusiveStartKey: start }),
    });
    const page = await orTryAgain(`reading the index ${index}`, () => client.send(command));
    for (const item of page.Items ?? []) yield unmarshall(item) as FileRow;
    start = page.LastEvaluatedKey;
  } while (start);
}
