// Counts the capacity that calls to the files table take, indexes included, by the sizes of the items that really go through them.
import type { SeenCall } from '../lib/outside/call-watch.ts';
import { itemSize, readUnits, writeUnits, type Item } from './item-size.ts';

/** An index of the table. */
export interface Index {
  /** Partition and sort key. */
  keys: readonly string[];
  /** Attributes besides its keys and the key of the table. */
  projected: readonly string[];
}

export interface Units {
  write: number;
  read: number;
}

interface Body {
  Key?: Item;
  Item?: Item;
  ConsistentRead?: boolean;
  ReturnValues?: string;
  RequestItems?: Record<string, { Keys: Item[]; ConsistentRead?: boolean }>;
  TransactItems?: Record<'Put' | 'Update' | 'Delete' | 'ConditionCheck', Body | undefined>[];
}

interface Answer {
  Attributes?: Item;
  Item?: Item;
  Items?: Item[];
}

const TABLE_KEY = 'documentId';
/** A transaction prepares and commits each of its writes. */
const TRANSACTION_FACTOR = 2;

export class TableMeter {
  readonly #items = new Map<string, Item>();
  readonly #indexes: readonly Index[];

  constructor(indexes: readonly Index[]) {
    this.#indexes = indexes;
  }

  /** What the table holds of an item, as far as it was seen. */
  item(documentId: string): Item | undefined {
    return this.#items.get(documentId);
  }

  /** Of one call; calls must be told in their order. Throws for an operation that nobody knows to count. */
  unitsOf({ operation, request, reply }: Pick<SeenCall, 'operation' | 'request' | 'reply'>): Units {
    const body = JSON.parse(request.body.toString('utf8')) as Body;
    const answer = JSON.parse(reply.body.toString('utf8')) as Answer;
    const isDone = reply.status < 300;
    if (operation === 'dynamodb UpdateItem' || operation === 'dynamodb PutItem')
      return { write: this.#write(body, isDone ? answer : undefined), read: 0 };
    if (operation === 'dynamodb TransactWriteItems') return { write: this.#transact(body, isDone), read: 0 };
    if (operation === 'dynamodb GetItem') return { write: 0, read: readOf([answer.Item], body) };
    if (operation === 'dynamodb BatchGetItem') return { write: 0, read: this.#readBatch(body) };
    if (operation === 'dynamodb Query') return { write: 0, read: queryOf(answer.Items ?? [], body) };
    throw new Error(`Nobody knows what ${operation} takes; add it to scripts/cost/table-meter.ts.`);
  }

  /** A refused write takes what the item in its way would. */
  #write(body: Body, answer: Answer | undefined): number {
    const documentId = (body.Key ?? body.Item)?.[TABLE_KEY]?.S ?? '';
    const before = this.#items.get(documentId);
    if (!answer) return writeUnits(before ? itemSize(before) : 0);
    const after = body.Item ?? afterUpdate(body, before, answer);
    this.#items.set(documentId, after);
    const size = Math.max(itemSize(after), before ? itemSize(before) : 0);
    return this.#indexes.reduce((sum, index) => sum + indexWrites(index, before, after), writeUnits(size));
  }

  #transact({ TransactItems = [] }: Body, isDone: boolean): number {
    return TransactItems.reduce((sum, { Put, Update, Delete, ConditionCheck }) => {
      const body = Put ?? Update ?? Delete ?? ConditionCheck ?? {};
      // The answer of a transaction tells no items: what an update leaves is taken to be as large as before.
      return sum + TRANSACTION_FACTOR * this.#write(body, isDone && Put ? {} : undefined);
    }, 0);
  }

  #readBatch({ RequestItems = {} }: Body): number {
    const sizes = Object.values(RequestItems).flatMap(({ Keys, ConsistentRead }) =>
      Keys.map((key) => {
        const item = this.#items.get(key[TABLE_KEY]?.S ?? '');
        return readUnits(item ? itemSize(item) : 0) * factorOf({ ConsistentRead });
      }),
    );
    return sizes.reduce((sum, units) => sum + units, 0);
  }
}

/** `ALL_NEW` tells the whole item, `UPDATED_NEW` what was changed. */
function afterUpdate({ Key = {}, ReturnValues }: Body, before: Item | undefined, answer: Answer): Item {
  const told = answer.Attributes ?? {};
  return ReturnValues === 'ALL_NEW' ? told : { ...(before ?? Key), ...told };
}

const factorOf = ({ ConsistentRead = false }: { ConsistentRead?: boolean | undefined }) =>
  ConsistentRead ? 1 : 0.5;

/** Each item by itself. */
function readOf(items: readonly (Item | undefined)[], body: Body): number {
  return items.reduce((sum, item) => sum + readUnits(item ? itemSize(item) : 0), 0) * factorOf(body);
}

/** All items of an answer together. */
function queryOf(items: readonly Item[], body: Body): number {
  return readUnits(items.reduce((sum, item) => sum + itemSize(item), 0)) * factorOf(body);
}

/** An item is in an index only with all its keys; a changed key takes it out and puts it in again. */
function indexWrites(index: Index, before: Item | undefined, after: Item): number {
  const [was, is] = [entryOf(index, before), entryOf(index, after)];
  if (!was && !is) return 0;
  if (!was || !is) return writeUnits(itemSize((was ?? is) as Item));
  if (JSON.stringify(was) === JSON.stringify(is)) return 0;
  const isMoved = index.keys.some((key) => JSON.stringify(was[key]) !== JSON.stringify(is[key]));
  return isMoved
    ? writeUnits(itemSize(was)) + writeUnits(itemSize(is))
    : writeUnits(Math.max(itemSize(was), itemSize(is)));
}

function entryOf({ keys, projected }: Index, item: Item | undefined): Item | undefined {
  if (!item || !keys.every((key) => item[key] !== undefined)) return undefined;
  const names = [TABLE_KEY, ...keys, ...projected];
  return Object.fromEntries(names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
}
