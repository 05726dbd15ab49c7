// Breaks of what is done with accepted orders: claims, copy and event.
import type { Mutant } from './mutant.ts';

const PROJECT_TS = 'project.ts';
const JUDGE_TS = 'order-files/judge-claim.ts';
const PROJECT_ORDERS_TS = 'order-files/project-orders.ts';
const READ_TS = 'order-files/read-order-file.ts';

const COPY = '  if (!(await copyOrders(run, row))) return SUPERSEDED;\n';
const EVENT = '  await announceOrders(run, row);\n';
const MARK = '  const marked = await run.table.write(markSent(row));\n';

const one = (file: string, from: string, to: string) => [{ file, from, to }];

export const ORDER_MUTANTS: readonly Mutant[] = [
  {
    name: 'orders-unclaimed',
    breaks: 'orders are accepted whoever has them',
    killer: 'orders-shared',
    changes: one(READ_TS, 'const held = await claim(job, result);', 'const held: HeldOrder[] = [];'),
  },
  {
    name: 'held-orders-are-taken',
    breaks: 'an order of an accepted file is accepted in another file',
    killer: 'orders-shared',
    changes: one(JUDGE_TS, "? 'held' : 'void';", "? 'void' : 'void';"),
  },
  {
    name: 'undecided-orders-are-taken',
    breaks: 'an order of a file in work is accepted in another file',
    killer: 'orders-shared',
    changes: one(JUDGE_TS, "return 'undecided';", "return 'void';"),
  },
  {
    name: 'void-claims-bind',
    breaks: 'an order is refused because of a file that was rejected itself',
    killer: 'orders-shared',
    changes: one(JUDGE_TS, "? 'held' : 'void';", "? 'held' : 'held';"),
  },
  {
    name: 'undecided-orders-are-refused',
    breaks: 'an order is refused because of a file that may be rejected itself',
    killer: 'orders-shared',
    changes: one(JUDGE_TS, "return 'undecided';", "return 'held';"),
  },
  {
    name: 'claims-are-not-renewed',
    breaks: 'a replay relies on claims of the revision before, which bind nobody once it is accepted',
    killer: 'orders-renewed',
    changes: one(JUDGE_TS, 'if (mine?.revision === me.revision)', 'if (mine)'),
  },
  {
    name: 'partly-accepted-keeps-held',
    breaks: 'orders that another file holds stay in the normalized file',
    killer: 'orders-shared-partly',
    changes: one(READ_TS, 'return held.length === 0', 'return held.length >= 0'),
  },
  {
    name: 'accepted-before-staged',
    breaks: 'a file is accepted whose normalized orders are not complete',
    killer: 'orders',
    changes: one(READ_TS, '  await staged.complete();\n', ''),
  },
  {
    name: 'no-copy',
    breaks: 'accepted orders never come to where everybody looks for them',
    killer: 'orders',
    changes: one(PROJECT_TS, COPY, '  if (row.revision < 0) await copyOrders(run, row);\n'),
  },
  {
    name: 'copy-only-once',
    breaks: 'the normalized file of a later revision is never written',
    killer: 'orders-replay',
    changes: one(PROJECT_ORDERS_TS, 'if (over?.stagedKey === stagedKey)', 'if (over)'),
  },
  {
    name: 'copy-without-look',
    breaks: 'an old normalized file is put over a newer one',
    killer: 'orders-late',
    hint: '1.1.0.1.1.1.1.z2.2.1.z3.2.2.1.1.0.1.z3.1.z20',
    changes: one(
      PROJECT_ORDERS_TS,
      'if (over && (await run.table.get(documentId))?.revision !== revision) return false;',
      'if (revision < 0) await run.table.get(documentId);',
    ),
  },
  {
    name: 'no-event',
    breaks: 'accepted orders are never told to the bus',
    killer: 'orders',
    changes: one(PROJECT_TS, EVENT, '  if (row.revision < 0) await announceOrders(run, row);\n'),
  },
  {
    name: 'mark-before-event',
    breaks: 'a crash between mark and event loses the event',
    killer: 'orders',
    changes: [
      { file: PROJECT_TS, from: EVENT, to: '' },
      { file: PROJECT_TS, from: MARK, to: MARK + EVENT },
    ],
  },
];
