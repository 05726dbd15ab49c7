// The bookkeeping item of a function on a schedule in the files table: place, times and lease. It carries no fileName, so it is in none of the indexes.
import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { PassRecord } from '../core/ports.ts';
import type { TableOptions } from './dynamodb-files-table.ts';
import { tryAgain } from './sdk-errors.ts';

/** Keys of the items; they look like no documentId. */
export const PASS_RECORD_ID = 'cursor#reconcile';
export const DIGEST_RECORD_ID = 'digest';

export interface RecordOptions extends TableOptions {
  /** Key of the item; the reconciler's by default. */
  recordId?: string;
}

const NAMES = { '#token': 'token', '#leaseUntil': 'leaseUntil' };

/** A lease of the wrong type, of the past or of a far future is nobody's: a comparison with such a value is false. */
const IS_FREE = 'attribute_not_exists(#leaseUntil) OR NOT (#leaseUntil BETWEEN :now AND :latest)';

export function createDynamodbPassRecord(options: RecordOptions): PassRecord {
  return {
    take: async ({ token, now, until, latest }) => {
      const answer = await update(options, 'taking the lease', {
        UpdateExpression: 'SET #token = :token, #leaseUntil = :until',
        ConditionExpression: IS_FREE,
        ExpressionAttributeNames: NAMES,
        ExpressionAttributeValues: marshall({
          ':token': token,
          ':now': now,
          ':until': until,
          ':latest': latest,
        }),
      });
      // A refusal whose item carries my token is the SDK's own repetition of a success.
      return answer.done || answer.item.token === token ? { state: answer.item.state } : 'busy';
    },
    store: async ({ token, state, release }) => {
      const { done } = await update(options, 'keeping the place', {
        UpdateExpression: `SET #state = :state${release ? ' REMOVE #token, #leaseUntil' : ''}`,
        ConditionExpression: '#token = :token',
        ExpressionAttributeNames: {
          '#token': 'token',
          '#state': 'state',
          ...(release && { '#leaseUntil': 'leaseUntil' }),
        },
        ExpressionAttributeValues: marshall({ ':token': token, ':state': state }),
      });
      return done;
    },
  };
}

type Update = Omit<ConstructorParameters<typeof UpdateItemCommand>[0], 'TableName' | 'Key'>;

async function update(
  { client, tableName, recordId = PASS_RECORD_ID }: RecordOptions,
  action: string,
  expressions: Update,
): Promise<{ done: boolean; item: Record<string, unknown> }> {
  const command = new UpdateItemCommand({
    TableName: tableName,
    Key: marshall({ documentId: recordId }),
    ...expressions,
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  try {
    const { Attributes = {} } = await client.send(command);
    return { done: true, item: unmarshall(Attributes) };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw tryAgain(action, error);
    return { done: false, item: error.Item ? unmarshall(error.Item) : {} };
  }
}
