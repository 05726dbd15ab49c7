// The files table: one consistent read, one conditional write, one counter. Each method is a single call.
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { FileRow } from '../core/file-row.ts';
import type { Counter, FilesTable } from '../core/ports.ts';
import type { RowWrite, WriteResult } from '../core/row-write.ts';
import { compileRowWrite } from './row-write-expression.ts';
import { orTryAgain, tryAgain } from './sdk-errors.ts';

export interface TableOptions {
  client: DynamoDBClient;
  tableName: string;
}

export function createDynamodbFilesTable(options: TableOptions): FilesTable {
  return {
    get: (documentId) => get(options, documentId),
    write: (write) => update(options, write),
    count: (counter) => count(options, counter),
  };
}

async function get({ client, tableName }: TableOptions, documentId: string): Promise<FileRow | undefined> {
  const command = new GetItemCommand({
    TableName: tableName,
    Key: marshall({ documentId }),
    ConsistentRead: true,
  });
  const { Item } = await orTryAgain('reading the row', () => client.send(command));
  return Item && (unmarshall(Item) as FileRow);
}

async function update({ client, tableName }: TableOptions, write: RowWrite): Promise<WriteResult> {
  const { ExpressionAttributeValues: values, ...expressions } = compileRowWrite(write);
  const command = new UpdateItemCommand({
    TableName: tableName,
    Key: marshall({ documentId: write.documentId }),
    ...expressions,
    // DynamoDB refuses an empty map of values.
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: marshall(values) }),
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  try {
    const { Attributes } = await client.send(command);
    return { written: true, row: unmarshall(Attributes ?? {}) as FileRow };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException))
      throw tryAgain(`the write "${write.step}"`, error);
    return { written: false, ...(error.Item && { row: unmarshall(error.Item) as FileRow }) };
  }
}

/** Key of the item that holds a counter; looks like no documentId. */
export const counterId = (name: string) => `counter#${name}`;

/** A bookkeeping item carries no fileName, so it is in none of the indexes. */
async function count(
  { client, tableName }: TableOptions,
  { name, amount = 1, expiresAt }: Counter,
): Promise<number> {
  const command = new UpdateItemCommand({
    TableName: tableName,
    Key: marshall({ documentId: counterId(name) }),
    UpdateExpression: 'ADD #count :amount SET #expiresAt = :expiresAt',
    ExpressionAttributeNames: { '#count': 'count', '#expiresAt': 'expiresAt' },
    ExpressionAttributeValues: marshall({ ':amount': amount, ':expiresAt': expiresAt }),
    ReturnValues: 'UPDATED_NEW',
  });
  const { Attributes }: UpdateItemCommandOutput = await orTryAgain('counting', () => client.send(command));
  return Number(Attributes?.count?.N);
}
