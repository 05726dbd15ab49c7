// What a claim that somebody else left on an order id means for this file.
import { TryAgain } from '../errors.ts';
import type { FileRow } from '../file-row.ts';
import type { FilesTable } from '../ports.ts';
import type { OrderClaim, OrderHolder } from './order-ports.ts';

/**
 * `mine`: this revision of this file holds it. `free`: nobody does but the `kept` ones, which are this same file, sent again. `held`: an accepted
 * file does. `undecided`: a file does whose verdict is not known yet.
 */
export type Judgement =
  | { is: 'mine' }
  | { is: 'held' | 'undecided'; by: OrderHolder }
  | { is: 'free'; kept: readonly OrderHolder[] };

export type Judge = (claim: OrderClaim | undefined) => Promise<Judgement>;

/** Void claims bind nobody: their file was not accepted, or accepted again without the order. */
type Standing = 'held' | 'undecided' | 'void';

/** Who sends a file over and over does not make its claims grow for ever. */
const MOST_KEPT = 20;

/** `me` is the file that asks. */
export function createJudge(table: Pick<FilesTable, 'get'>, me: OrderHolder): Judge {
  const standingOf = standingsIn(table);
  return async (claim) => {
    const holders = claim?.holders ?? [];
    const mine = holders.find(({ documentId }) => documentId === me.documentId);
    if (mine?.revision === me.revision) return { is: 'mine' };
    if (mine && mine.revision > me.revision)
      throw new TryAgain('A later revision of this file is at work; the message comes again.');
    const kept: OrderHolder[] = [];
    const others = new Map<Standing, OrderHolder>();
    for (const holder of holders.filter((one) => one !== mine)) {
      const standing = await standingOf(holder);
      if (!isSameFile(holder, me)) others.set(standing, holder);
      if (standing !== 'void') kept.push(holder);
    }
    return judgementOf(others, kept);
  };
}

function judgementOf(others: ReadonlyMap<Standing, OrderHolder>, kept: readonly OrderHolder[]): Judgement {
  for (const is of ['held', 'undecided'] as const) {
    const by = others.get(is);
    if (by) return { is, by };
  }
  return { is: 'free', kept: kept.slice(-MOST_KEPT) };
}

/** Rows are read after the claims that name them: a void claim then stays void, and what is once known of it is known for good. */
function standingsIn(table: Pick<FilesTable, 'get'>): (holder: OrderHolder) => Promise<Standing> {
  const known = new Map<string, Standing>();
  return async (holder) => {
    const key = `${holder.documentId} ${holder.revision}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const row = await table.get(holder.documentId);
    const standing = standingBy(row, holder);
    // A missing row may come (back), and a verdict that is not known yet will be.
    if (row && standing !== 'undecided') known.set(key, standing);
    return standing;
  };
}

function isSameFile(one: OrderHolder, other: OrderHolder): boolean {
  return one.source === other.source || one.content === other.content;
}

/**
 * A revision gets its verdict once, so a claim of a revision that ended otherwise than accepted can never bind again. While a replay is at work
 * the claims of the revision before bind: it renews those that it still wants before it commits.
 */
function standingBy(row: FileRow | undefined, { revision }: OrderHolder): Standing {
  if (!row || row.revision < revision) return 'void';
  if (row.status === 'PROCESSING') return 'undecided';
  return row.revision === revision && row.status === 'PROCESSED' ? 'held' : 'void';
}
