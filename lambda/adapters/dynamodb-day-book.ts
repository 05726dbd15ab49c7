// The bookkeeping items of the daily reports in the files table, one a day. They carry no fileName, so they are in none of the indexes.
import {
  ConditionalCheckFailedException,
  GetItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { DayBook, DayEntry, DayLease } from '../core/daily-report/daily-ports.ts';
import type { TableOptions } from './dynamodb-files-table.ts';
import { orTryAgain, tryAgain } from './sdk-errors.ts';

/** Key of the item; looks like no documentId. */
export const dayBookId = (day: string) => `daily#${day}`;

/** A lease of the wrong type, of the past or of a far future is nobody's: a comparison with such a value is false. */
const IS_FREE = '(attribute_not_exists(#leaseUntil) OR NOT (#leaseUntil BETWEEN :now AND :latest))';
const IS_MINE = '#token = :token';
const LEASE = { '#token': 'token', '#leaseUntil': 'leaseUntil' };

export function createDynamodbDayBook(options: TableOptions): DayBook {
  return {
    read: (day) => read(options, day),
    take: (lease) => take(options, lease),
    commit: (entry) => commit(options, entry),
    markSent: async ({ day, token }) => {
      // Refused when the SDK repeats a success, or when somebody else is at it: then that one marks it.
      await update(options, day, {
        UpdateExpression: 'SET #notification = :sent REMOVE #token, #leaseUntil',
        ConditionExpression: IS_MINE,
        ExpressionAttributeNames: { ...LEASE, '#notification': 'notification' },
        ExpressionAttributeValues: marshall({ ':token': token, ':sent': 'SENT' }),
      });
    },
    release: async ({ day, token }) => {
      await update(options, day, {
        UpdateExpression: 'REMOVE #token, #leaseUntil',
        ConditionExpression: IS_MINE,
        ExpressionAttributeNames: LEASE,
        ExpressionAttributeValues: marshall({ ':token': token }),
      });
    },
  };
}

async function take(options: TableOptions, lease: DayLease): Promise<boolean> {
  const { day, token, now, until, latest, revision } = lease;
  const isSame = revision === undefined ? 'attribute_not_exists(#revision)' : '#revision = :revision';
  const { done, item } = await update(options, day, {
    UpdateExpression: 'SET #token = :token, #leaseUntil = :until',
    ConditionExpression: `${IS_FREE} AND ${isSame}`,
    ExpressionAttributeNames: { ...LEASE, '#revision': 'revision' },
    ExpressionAttributeValues: marshall(
      { ':token': token, ':until': until, ':now': now, ':latest': latest, ':revision': revision },
      { removeUndefinedValues: true },
    ),
  });
  // A refusal whose item carries my token is the SDK's own repetition of a success.
  return done || item.token === token;
}

async function commit(options: TableOptions, entry: Parameters<DayBook['commit']>[0]): Promise<boolean> {
  const { day, token, revision, rowsHash, message } = entry;
  const { done } = await update(options, day, {
    UpdateExpression:
      'SET #revision = :revision, #rowsHash = :rowsHash, #message = :message, #notification = :pending',
    ConditionExpression: IS_MINE,
    ExpressionAttributeNames: {
      '#token': 'token',
      '#revision': 'revision',
      '#rowsHash': 'rowsHash',
      '#message': 'message',
      '#notification': 'notification',
    },
    ExpressionAttributeValues: marshall({
      ':token': token,
      ':revision': revision,
      ':rowsHash': rowsHash,
      ':message': message,
      ':pending': 'PENDING',
    }),
  });
  return done;
}

async function read({ client, tableName }: TableOptions, day: string): Promise<DayEntry | undefined> {
  const command = new GetItemCommand({
    TableName: tableName,
    Key: marshall({ documentId: dayBookId(day) }),
    ConsistentRead: true,
  });
  const { Item } = await orTryAgain('reading the bookkeeping of a day', () => client.send(command));
  return Item && (unmarshall(Item) as DayEntry);
}

async function update(
  { client, tableName }: TableOptions,
  day: string,
  expressions: Omit<UpdateItemCommandInput, 'TableName' | 'Key'>,
): Promise<{ done: boolean; item: Record<string, unknown> }> {
  const command = new UpdateItemCommand({
    TableName: tableName,
    Key: marshall({ documentId: dayBookId(day) }),
    ...expressions,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  try {
    await client.send(command);
    return { done: true, item: {} };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException))
      throw tryAgain('keeping the bookkeeping of a day', error);
    return { done: false, item: error.Item ? unmarshall(error.Item) : {} };
  }
}
