// The counters of the files table, read without being changed.
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Counters } from '../core/digest/digest-run.ts';
import { counterId, type TableOptions } from './dynamodb-files-table.ts';
import { orTryAgain } from './sdk-errors.ts';

export function createDynamodbCounters({ client, tableName }: TableOptions): Counters {
  return {
    read: async (name) => {
      const command = new GetItemCommand({
        TableName: tableName,
        Key: marshall({ documentId: counterId(name) }),
        ConsistentRead: true,
      });
      const { Item } = await orTryAgain('reading the counter', () => client.send(command));
      return Number(Item?.count?.N ?? 0);
    },
  };
}
