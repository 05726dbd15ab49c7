// What was posted to Slack, as bookkeeping items of the files table. They carry no fileName, so they are in none of the indexes.
import {
  ConditionalCheckFailedException,
  type AttributeValue,
  GetItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Posting, PostingClaim, Postings } from '../core/slack/ports.ts';
import type { TableOptions } from './dynamodb-files-table.ts';
import { orTryAgain, tryAgain } from './sdk-errors.ts';

/**
 * The queue keeps a message for 4 days and its dead-letter queue until it is 14 days old; a week more, for results that are published anew.
 * Only then may the item be forgotten.
 */
const KEPT_FOR_IN_SECONDS = 21 * 24 * 60 * 60;

/** A lease of the past, of the far future or of the wrong type is nobody's: a comparison with it is false. */
const IS_FREE =
  'attribute_not_exists(#postedAt) AND (attribute_not_exists(#leaseUntil) OR NOT (#leaseUntil BETWEEN :now AND :latest))';

export function createDynamodbPostings(options: TableOptions): Postings {
  return {
    read: (id) => read(options, id),
    claim: (wanted) => claim(options, wanted),
    markPosted: (claimed) => markPosted(options, claimed),
    release: (claimed) => release(options, claimed),
  };
}

async function read({ client, tableName }: TableOptions, id: string): Promise<Posting> {
  const command = new GetItemCommand({ TableName: tableName, Key: keyOf(id), ConsistentRead: true });
  const { Item } = await orTryAgain('looking whether it was posted', () => client.send(command));
  return postingOf(Item);
}

async function claim(options: TableOptions, wanted: PostingClaim): Promise<'claimed' | Posting> {
  const { id, token, now, leaseUntil, latest } = wanted;
  const { done, item } = await update(options, 'claiming the post', {
    Key: keyOf(id),
    UpdateExpression: 'SET #token = :token, #leaseUntil = :until, #expiresAt = :expiresAt',
    ConditionExpression: IS_FREE,
    ExpressionAttributeNames: names('postedAt', 'leaseUntil', 'token', 'expiresAt'),
    ExpressionAttributeValues: marshall({
      ':token': token,
      ':until': timeOf(leaseUntil),
      ':now': timeOf(now),
      ':latest': timeOf(latest),
      ':expiresAt': Math.floor(now / 1000) + KEPT_FOR_IN_SECONDS,
    }),
  });
  // A refusal whose item carries my token is the SDK's own repetition of a success.
  return done || item?.token?.S === token ? 'claimed' : postingOf(item);
}

type Claimed = Pick<PostingClaim, 'id' | 'token'>;

const IS_MINE = '#token = :token AND attribute_not_exists(#postedAt)';

async function markPosted(
  options: TableOptions,
  { id, token, now }: Claimed & { now: number },
): Promise<boolean> {
  const { done, item } = await update(options, 'recording the post', {
    Key: keyOf(id),
    // The token stays: it tells the SDK's own repetition of a success from a claim that was lost.
    UpdateExpression: 'SET #postedAt = :now REMOVE #leaseUntil',
    ConditionExpression: IS_MINE,
    ExpressionAttributeNames: names('postedAt', 'leaseUntil', 'token'),
    ExpressionAttributeValues: marshall({ ':token': token, ':now': timeOf(now) }),
  });
  return done || (item?.token?.S === token && item.postedAt !== undefined);
}

async function release(options: TableOptions, { id, token }: Claimed): Promise<void> {
  await update(options, 'giving the claim back', {
    Key: keyOf(id),
    UpdateExpression: 'REMOVE #token, #leaseUntil',
    ConditionExpression: IS_MINE,
    ExpressionAttributeNames: names('postedAt', 'leaseUntil', 'token'),
    ExpressionAttributeValues: marshall({ ':token': token }),
  });
}

/** Looks like no documentId. */
const keyOf = (id: string) => marshall({ documentId: `slack#${id}` });

const names = (...all: string[]) => Object.fromEntries(all.map((name) => [`#${name}`, name]));

const timeOf = (ms: number) => new Date(ms).toISOString();

type Item = Record<string, AttributeValue> | undefined;

function postingOf(item: Item): Posting {
  const { postedAt, leaseUntil } = item ? unmarshall(item) : {};
  if (postedAt !== undefined) return 'posted';
  const busyUntil = Date.parse(String(leaseUntil));
  return Number.isNaN(busyUntil) ? undefined : { busyUntil };
}

async function update(
  { client, tableName }: TableOptions,
  action: string,
  input: Omit<UpdateItemCommandInput, 'TableName'>,
): Promise<{ done: boolean; item: Item }> {
  const command = new UpdateItemCommand({
    TableName: tableName,
    ...input,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  try {
    await client.send(command);
    return { done: true, item: undefined };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw tryAgain(action, error);
    return { done: false, item: error.Item };
  }
}
