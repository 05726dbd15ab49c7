// Breaks of reconcile.
import type { Mutant } from './mutant.ts';

export const RECONCILE_MUTANTS: readonly Mutant[] = [
  {
    name: 'reconcile-skips-unannounced',
    breaks: 'reconcile does not look for unannounced rows',
    killer: 'lost-event',
    changes: [
      {
        file: 'reconcile/open-rows.ts',
        from: "return row.notification === 'PENDING' ?",
        to: 'return row.notification === undefined ?',
      },
    ],
  },
  {
    name: 'reconcile-skips-open',
    breaks: 'reconcile does not look for rows without an owner',
    killer: 'lost-event',
    changes: [
      {
        file: 'reconcile/open-rows.ts',
        from: 'if (!isTerminal(row)) return {',
        to: 'if (row.status === undefined) return {',
      },
    ],
  },
  {
    name: 'reconcile-skips-versions',
    breaks: 'reconcile does not look for versions without a row',
    killer: 'lost-event',
    changes: [
      {
        file: 'reconcile/walk-versions.ts',
        from: 'if (files.size === 0) return;',
        to: 'if (files.size >= 0) return;',
      },
    ],
  },
  {
    name: 'reconcile-reopens',
    breaks: 'a reservation puts an unannounced row back into work',
    killer: 'lost-event',
    changes: [
      {
        file: 'reconcile/reconcile-steps.ts',
        from: "      less('leaseUntil', iso(now)),\n    ),\n    set: { nextTryAt",
        to: "      less('leaseUntil', iso(now)),\n    ),\n    set: { status: 'PROCESSING', nextTryAt",
      },
    ],
  },
  {
    name: 'reconcile-without-reservation',
    breaks: 'a row is queued again in every run',
    killer: 'left-open-twice',
    changes: [
      {
        file: 'reconcile/reconcile-steps.ts',
        from: "condition: and(inWork, equals('nextTryAt', nextTryAt), free(now)),\n    set: { nextTryAt: iso(now + RESERVATION_IN_MS) },",
        to: "condition: and(inWork, equals('nextTryAt', nextTryAt), free(now)),\n    set: { nextTryAt },",
      },
    ],
  },
];
