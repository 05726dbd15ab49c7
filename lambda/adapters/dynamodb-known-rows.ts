// Which of many files have a row: keys only, read consistently, a hundred at a time.
import { BatchGetItemCommand, type KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { TryAgain } from '../core/errors.ts';
import type { Clock, KnownRows } from '../core/ports.ts';
import type { TableOptions } from './dynamodb-files-table.ts';
import { orTryAgain } from './sdk-errors.ts';

/** The limit of BatchGetItem. */
const KEYS_A_CALL = 100;
/** DynamoDB hands back what it had no capacity for; first pause before asking for it again, doubled each time. */
const FIRST_PAUSE_IN_MS = 50;
const MAX_CALLS_A_BATCH = 8;

export type KnownRowsOptions = TableOptions & { clock: Pick<Clock, 'sleep'> };

export function createDynamodbKnownRows(options: KnownRowsOptions): KnownRows {
  return {
    existing: async (documentIds) => {
      const ids = [...new Set(documentIds)];
      const found = new Set<string>();
      for (let at = 0; at < ids.length; at += KEYS_A_CALL)
        await findBatch(options, ids.slice(at, at + KEYS_A_CALL), found);
      return found;
    },
  };
}

async function findBatch(
  { client, tableName, clock }: KnownRowsOptions,
  ids: readonly string[],
  found: Set<string>,
): Promise<void> {
  let wanted: KeysAndAttributes = {
    Keys: ids.map((documentId) => marshall({ documentId })),
    ConsistentRead: true,
    ProjectionExpression: 'documentId',
  };
  for (let calls = 1, pauseInMs = FIRST_PAUSE_IN_MS; ; calls++, pauseInMs *= 2) {
    const command = new BatchGetItemCommand({ RequestItems: { [tableName]: wanted } });
    const { Responses, UnprocessedKeys } = await orTryAgain('looking rows up', () => client.send(command));
    for (const { documentId } of Responses?.[tableName] ?? []) if (documentId?.S) found.add(documentId.S);
    const rest = UnprocessedKeys?.[tableName];
    if (!rest?.Keys?.length) return;
    if (calls === MAX_CALLS_A_BATCH)
      throw new TryAgain('The table has no capacity for looking rows up; the same step may be tried again.');
    wanted = rest;
    await clock.sleep(pauseInMs);
  }
}
