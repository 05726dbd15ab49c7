// Claims on order ids in the files table: bookkeeping items without a fileName, so that they are in none of the indexes.
import {
  BatchGetItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type AttributeValue,
  type KeysAndAttributes,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { TryAgain } from '../core/errors.ts';
import type {
  ClaimWrite,
  OrderClaim,
  OrderHolder,
  OrderIds,
  StandingClaims,
} from '../core/order-files/order-ports.ts';
import type { Clock } from '../core/ports.ts';
import type { TableOptions } from './dynamodb-files-table.ts';
import { orTryAgain, tryAgain } from './sdk-errors.ts';

export type OrderIdsOptions = TableOptions & { clock: Pick<Clock, 'sleep'> };

/** The limit of TransactWriteItems and of BatchGetItem. */
const IDS_AT_ONCE = 100;
/** DynamoDB hands back what it had no capacity for, and refuses one of two transactions on one item; pauses are doubled each time. */
const FIRST_PAUSE_IN_MS = 50;
const MAX_CALLS = 6;

const PREFIX = 'order#';
const REFUSED = 'ConditionalCheckFailed';

export function createDynamodbOrderIds(options: OrderIdsOptions): OrderIds {
  return {
    atOnce: IDS_AT_ONCE,
    read: (ids) => read(options, ids),
    write: (writes) => write(options, writes),
  };
}

/** As it is stored. The only holder of nearly every id lies flat in the item, which so stays under the 1 KB of one write unit. */
interface Item {
  documentId: string;
  orderToken: string;
  orderOwner: string;
  orderRevision: number;
  orderSource: string;
  orderContent: string;
  orderOthers?: OrderHolder[];
  expiresAt?: number;
}

function itemOf({ id, token, holders, expiresAt }: OrderClaim): Record<string, AttributeValue> {
  const [first, ...others] = holders;
  if (!first) throw new TypeError('A claim on an order id needs a holder.');
  const item: Item = {
    documentId: `${PREFIX}${id}`,
    orderToken: token,
    orderOwner: first.documentId,
    orderRevision: first.revision,
    orderSource: first.source,
    orderContent: first.content,
    ...(others.length > 0 && { orderOthers: others }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
  return marshall(item);
}

function claimOf(item: Record<string, AttributeValue>): OrderClaim {
  const stored = unmarshall(item) as Item;
  const { orderOwner, orderRevision, orderSource, orderContent, orderOthers = [], expiresAt } = stored;
  const first = {
    documentId: orderOwner,
    revision: orderRevision,
    source: orderSource,
    content: orderContent,
  };
  return {
    id: stored.documentId.slice(PREFIX.length),
    token: stored.orderToken,
    holders: [first, ...orderOthers],
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

async function read(
  { client, tableName, clock }: OrderIdsOptions,
  ids: readonly string[],
): Promise<ReadonlyMap<string, OrderClaim>> {
  const claims = new Map<string, OrderClaim>();
  let wanted: KeysAndAttributes = {
    Keys: ids.map((id) => marshall({ documentId: `${PREFIX}${id}` })),
    ConsistentRead: true,
  };
  for (let calls = 1, pauseInMs = FIRST_PAUSE_IN_MS; ; calls++, pauseInMs *= 2) {
    const command = new BatchGetItemCommand({ RequestItems: { [tableName]: wanted } });
    const { Responses, UnprocessedKeys } = await orTryAgain('reading claims on order ids', () =>
      client.send(command),
    );
    for (const item of Responses?.[tableName] ?? []) {
      const claim = claimOf(item);
      claims.set(claim.id, claim);
    }
    const rest = UnprocessedKeys?.[tableName];
    if (!rest?.Keys?.length) return claims;
    if (calls === MAX_CALLS) throw new TryAgain(NO_CAPACITY);
    wanted = rest;
    await clock.sleep(pauseInMs);
  }
}

const NO_CAPACITY = 'The table has no capacity for order ids; the same step may be tried again.';

async function write(options: OrderIdsOptions, writes: readonly ClaimWrite[]) {
  const { client, tableName, clock } = options;
  const TransactItems = writes.map((one) => transactItem(tableName, one));
  for (let calls = 1, pauseInMs = FIRST_PAUSE_IN_MS; ; calls++, pauseInMs *= 2) {
    try {
      // The command makes a token of its own: the SDK's own repetition of a success is answered as that success.
      await client.send(new TransactWriteItemsCommand({ TransactItems }));
      return 'written';
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw tryAgain('claiming order ids', error);
      const standing = standingOf(error, writes);
      if (standing.size > 0) return standing;
      if (calls === MAX_CALLS) throw tryAgain('claiming order ids', error);
    }
    await clock.sleep(pauseInMs);
  }
}

function transactItem(TableName: string, { claim, replaces }: ClaimWrite): TransactWriteItem {
  const condition = replaces
    ? {
        ConditionExpression: '#orderToken = :replaced',
        ExpressionAttributeNames: { '#orderToken': 'orderToken' },
        ExpressionAttributeValues: marshall({ ':replaced': replaces.token }),
      }
    : { ConditionExpression: 'attribute_not_exists(documentId)' };
  return {
    Put: {
      TableName,
      Item: itemOf(claim),
      ...condition,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
}

/** The reasons stand in the order of the writes. Conflicts with other transactions are no answer: they are tried again. */
function standingOf(
  { CancellationReasons = [] }: TransactionCanceledException,
  writes: readonly ClaimWrite[],
): StandingClaims {
  const standing = new Map<string, OrderClaim | undefined>();
  for (const [at, { Code, Item }] of CancellationReasons.entries()) {
    const id = writes[at]?.claim.id;
    if (Code === REFUSED && id !== undefined) standing.set(id, Item && claimOf(Item));
  }
  return standing;
}
