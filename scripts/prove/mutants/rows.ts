// Breaks of the conditions and effects of the writes.
import type { Mutant } from './mutant.ts';

const ROW_STEPS = 'row-steps.ts';

/** One replacement in the file of the writes. */
const inRowSteps = (from: string, to: string) => [{ file: ROW_STEPS, from, to }];

const COMMIT = "step: 'commit',\n    condition: and(inWork, equals('token', token)),\n";
const RELEASE = "step: 'release',\n    condition: and(inWork, equals('token', token)),\n";
const MARK = "step: 'mark',\n    condition: and(unsent, equals('revision', revision)),\n";

export const ROW_MUTANTS: readonly Mutant[] = [
  {
    name: 'commit-without-token',
    breaks: 'a worker whose claim was taken commits all the same',
    killer: 'two-events',
    changes: inRowSteps(COMMIT, "step: 'commit',\n    condition: inWork,\n"),
  },
  {
    name: 'commit-without-status',
    breaks: 'the commit does not ask whether the row is still in work',
    killer: 'two-events',
    changes: inRowSteps(COMMIT, "step: 'commit',\n    condition: equals('token', token),\n"),
    equivalent:
      'a token belongs to one claim, and its owner commits one result with it: where the row is terminal with this token, the same result is written again',
  },
  {
    name: 'commit-unconditional',
    breaks: 'the commit asks for nothing',
    killer: 'two-events',
    changes: inRowSteps(COMMIT, "step: 'commit',\n    condition: differs('status', 'NONE'),\n"),
  },
  {
    name: 'commit-closes-row',
    breaks: 'a committed row is no longer open, so reconcile cannot find it unannounced',
    killer: 'lost-event',
    changes: inRowSteps(
      "set: { ...result, notification: 'PENDING' },",
      "set: { ...result, notification: 'PENDING' },\n    remove: ['nextTryAt', 'openShard'],",
    ),
  },
  {
    name: 'constant-token',
    breaks: 'all workers have the same token',
    killer: 'two-events',
    changes: [{ file: 'work.ts', from: 'token: run.newToken()', to: "token: 'token'" }],
  },
  {
    name: 'claim-ignores-lease',
    breaks: 'a leased row is claimed',
    killer: 'two-events',
    changes: inRowSteps(
      "condition: or(absent('documentId'), and(inWork, free(owner.now))),",
      "condition: or(absent('documentId'), inWork),",
    ),
  },
  {
    name: 'claim-terminal',
    breaks: 'a finished row is claimed',
    killer: 'two-events',
    changes: inRowSteps(
      "condition: or(absent('documentId'), and(inWork, free(owner.now))),",
      "condition: or(absent('documentId'), free(owner.now)),",
    ),
  },
  {
    name: 'claim-not-open',
    breaks: 'a claimed row is not open, so reconcile cannot find it after a crash',
    killer: 'lost-event',
    changes: inRowSteps(
      '    nextTryAt: iso(now + RESERVATION_IN_MS),\n    openShard: shardOf(documentId),\n  };\n}',
      '  };\n}',
    ),
  },
  {
    name: 'claim-not-counted',
    breaks: 'claims are not counted',
    killer: 'killer',
    changes: inRowSteps('add: { attempt: 1 },', ''),
  },
  {
    name: 'replay-without-revision',
    breaks: 'the same replay opens a row twice',
    killer: 'replay-fault',
    changes: inRowSteps("      equals('revision', revision - 1),\n", ''),
  },
  {
    name: 'replay-unannounced',
    breaks: 'a row is opened again before it was announced',
    killer: 'replay-fault',
    changes: [
      ...inRowSteps("      equals('notification', 'SENT'),\n", ''),
      {
        file: 'process-file.ts',
        from: "if (row.notification === 'SENT') return n > row.revision ? 'open' : 'acknowledge';",
        to: "if (n > row.revision) return 'open';\n  if (row.notification === 'SENT') return 'acknowledge';",
      },
    ],
  },
  {
    name: 'take-over-ignores-lease',
    breaks: 'a projection in progress is taken over',
    killer: 'two-events',
    changes: [
      ...inRowSteps(
        "condition: and(unsent, equals('revision', revision), less('leaseUntil', iso(owner.now))),",
        "condition: and(unsent, equals('revision', revision)),",
      ),
      { file: 'process-file.ts', from: "return leased ? 'return' : 'take over';", to: "return 'take over';" },
    ],
  },
  {
    name: 'mark-without-revision',
    breaks: 'a late worker marks a revision that was never published',
    killer: 'replay-late',
    changes: inRowSteps(MARK, "step: 'mark',\n    condition: unsent,\n"),
  },
  {
    name: 'mark-leaves-open',
    breaks: 'an announced row stays open',
    killer: 'two-events',
    changes: inRowSteps(
      "remove: ['token', 'leaseUntil', 'nextTryAt', 'openShard'],",
      "remove: ['token', 'leaseUntil'],",
    ),
  },
  {
    name: 'release-without-token',
    breaks: 'a late worker releases the claim of the next one',
    killer: 'two-events',
    changes: inRowSteps(RELEASE, "step: 'release',\n    condition: inWork,\n"),
  },
  {
    name: 'release-reopens',
    breaks: 'a committed row is put back into work',
    killer: 'two-events',
    changes: inRowSteps(
      `${RELEASE}    set: { nextTryAt`,
      "step: 'release',\n    condition: equals('token', token),\n    set: { status: 'PROCESSING', nextTryAt",
    ),
  },
  {
    name: 'release-keeps-token',
    breaks: 'a released row still belongs to somebody',
    killer: 'two-events',
    changes: inRowSteps(
      "add: { attempt: -1 },\n    remove: ['token', 'leaseUntil'],",
      "add: { attempt: -1 },\n    remove: ['leaseUntil'],",
    ),
  },
  {
    name: 'errors-count-as-crashes',
    breaks: 'the attempt is not given back after an error',
    killer: 'four-errors',
    changes: inRowSteps('add: { attempt: -1 },', ''),
  },
];
