// What was counted of which file, and the sums of it. An event may come twice, late, or after that of a later revision: it counts once all the same.
//
//   pk                   sk     attributes
//   document#<id>        <sku>  quantity, revision   what this file has added
//   stock#<sku>          total  ordered              the sum over all files
import {
  QueryCommand,
  TransactWriteItemsCommand,
  type AttributeValue,
  type DynamoDBClient,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

export interface Counted {
  documentId: string;
  revision: number;
  quantities: ReadonlyMap<string, number>;
}

export interface StockTable {
  /** Puts the counts of this file in the place of those that it had before. Returns how many articles that changed. */
  replace(counted: Counted): Promise<number>;
}

interface Entry {
  quantity: number;
  revision: number;
}

interface Change {
  sku: string;
  quantity: number;
  before: Entry | undefined;
}

/** Each article takes two items of a transaction, which has at most 100. */
const ARTICLES_AT_ONCE = 50;

export function createStockTable(client: DynamoDBClient, tableName: string): StockTable {
  return {
    replace: async (counted) => {
      const before = await entriesOf(client, tableName, counted.documentId);
      if ([...before.values()].some(({ revision }) => revision > counted.revision)) return 0;
      const changes = changesOf(counted, before);
      for (let at = 0; at < changes.length; at += ARTICLES_AT_ONCE) {
        const some = changes.slice(at, at + ARTICLES_AT_ONCE);
        // Entry and sum change together or not at all; refused when somebody else has just counted the same file.
        const TransactItems = some.flatMap((change) => itemsOf(tableName, counted, change));
        await client.send(new TransactWriteItemsCommand({ TransactItems }));
      }
      return changes.length;
    },
  };
}

/** Articles that are gone from the file count nothing from now on. */
function changesOf({ quantities, revision }: Counted, before: ReadonlyMap<string, Entry>): Change[] {
  const skus = new Set([...quantities.keys(), ...before.keys()]);
  return [...skus]
    .map((sku) => ({ sku, quantity: quantities.get(sku) ?? 0, before: before.get(sku) }))
    .filter((change) => change.before?.quantity !== change.quantity || change.before.revision !== revision);
}

function itemsOf(TableName: string, { documentId, revision }: Counted, change: Change): TransactWriteItem[] {
  const { sku, quantity, before } = change;
  const condition = before
    ? {
        ConditionExpression: 'quantity = :quantity AND revision = :revision',
        ExpressionAttributeValues: marshall({ ':quantity': before.quantity, ':revision': before.revision }),
      }
    : { ConditionExpression: 'attribute_not_exists(pk)' };
  return [
    {
      Put: { TableName, Item: marshall({ pk: `document#${documentId}`, sk: sku, quantity, revision }), ...condition },
    },
    {
      Update: {
        TableName,
        Key: marshall({ pk: `stock#${sku}`, sk: 'total' }),
        UpdateExpression: 'ADD ordered :more',
        ExpressionAttributeValues: marshall({ ':more': quantity - (before?.quantity ?? 0) }),
      },
    },
  ];
}

async function entriesOf(
  client: DynamoDBClient,
  TableName: string,
  documentId: string,
): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: marshall({ ':pk': `document#${documentId}` }),
        ConsistentRead: true,
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    for (const item of page.Items ?? []) {
      const { sk, ...entry } = unmarshall(item) as Entry & { sk: string };
      entries.set(sk, entry);
    }
    start = page.LastEvaluatedKey;
  } while (start);
  return entries;
}
