// Breaks of what one delivery does, and of what it answers.
import type { Mutant } from './mutant.ts';

const PROJECT = "return 'row' in committed ? project(work, committed.row) : committed;";
const DONE = "{ action: 'acknowledge', why: 'finished', row: committed.row }";

export const DELIVERY_MUTANTS: readonly Mutant[] = [
  {
    name: 'acknowledge-before-projecting',
    breaks: 'the message is used up before the row is announced',
    killer: 'two-events',
    changes: [
      {
        file: 'process-file.ts',
        from: PROJECT,
        to: `return 'row' in committed ? (void project(work, committed.row).catch(() => undefined), ${DONE}) : committed;`,
      },
    ],
  },
  {
    name: 'never-projects',
    breaks: 'a committed row is never announced',
    killer: 'two-events',
    changes: [
      { file: 'process-file.ts', from: PROJECT, to: `return 'row' in committed ? ${DONE} : committed;` },
    ],
  },
  {
    name: 'acknowledge-pending',
    breaks: 'a message is used up by a row that is not announced',
    killer: 'early',
    changes: [
      {
        file: 'process-file.ts',
        from: "return leased ? 'return' : 'take over';",
        to: "return leased ? 'acknowledge' : 'take over';",
      },
    ],
  },
  {
    name: 'acknowledge-unannounced',
    breaks: 'a row with a verdict counts as done',
    killer: 'two-events',
    changes: [
      {
        file: 'process-file.ts',
        from: "return leased ? 'return' : 'take over';",
        to: "return 'acknowledge';",
      },
    ],
  },
  {
    name: 'acknowledge-busy',
    breaks: 'a message is used up by a row that somebody else works on',
    killer: 'early',
    changes: [
      {
        file: 'process-file.ts',
        from: "leased ? 'return' : 'claim';",
        to: "leased ? 'acknowledge' : 'claim';",
      },
    ],
  },
  {
    name: 'acknowledge-error',
    breaks: 'a message is used up by an error',
    killer: 'two-events',
    changes: [
      {
        file: 'process-file.ts',
        from: "return { action: 'return', why: 'error', delayInSeconds, error };",
        to: "return { action: 'acknowledge', why: 'error', delayInSeconds, error };",
      },
    ],
  },
  {
    name: 'acknowledge-gone',
    breaks: 'a purged version gets no verdict',
    killer: 'purge',
    changes: [
      {
        file: 'process-file.ts',
        from: 'const committed = await commitVerdict(work, finding);',
        to: "if (finding.verdict.status === 'DELETED') return { action: 'acknowledge', why: 'duplicate' };\n  const committed = await commitVerdict(work, finding);",
      },
    ],
  },
  {
    name: 'acknowledge-lost-commit',
    breaks: 'a message is used up although its commit was refused',
    killer: 'one-event',
    changes: [
      {
        file: 'commit-verdict.ts',
        from: 'return busy(row, run.clock.now());',
        to: "return { action: 'acknowledge', why: 'duplicate' };",
      },
    ],
  },
  {
    name: 'acknowledge-whole-batch',
    breaks: 'no message is ever handed back',
    killer: 'two-events',
    changes: [
      { file: 'process-batch.ts', from: 'failedMessageIds: [...failed],', to: 'failedMessageIds: [],' },
    ],
  },
  {
    name: 'acknowledge-superseded-replay',
    breaks: 'a replay message is used up by the revision before it',
    killer: 'replay-fault',
    changes: [
      {
        file: 'project.ts',
        from: 'if (file.revision > row.revision)',
        to: 'if (file.revision > row.revision + 1)',
      },
    ],
  },
  {
    name: 'ignore-announced',
    breaks: 'a finished file is not recognised',
    killer: 'two-events',
    changes: [
      {
        file: 'process-file.ts',
        from: "if (row.notification === 'SENT') return n > row.revision ? 'open' : 'acknowledge';",
        to: "if (row.notification === 'SENT' && n > row.revision) return 'open';",
      },
    ],
  },
  {
    name: 'overtaken-event-is-used-up',
    breaks: 'an event without a version id is used up by a version that somebody else announced',
    killer: 'no-version-id',
    changes: [
      {
        file: 'process-batch.ts',
        from: "const wasOvertaken = result.why === 'duplicate' &&",
        to: "const wasOvertaken = result.why === 'vanished' &&",
      },
    ],
  },
  {
    name: 'taken-over-event-is-used-up',
    breaks: 'an event without a version id is used up by a version that somebody else committed',
    killer: 'no-version-id',
    changes: [
      {
        file: 'process-batch.ts',
        from: "if (result.why === 'finished' && result.takenOver)",
        to: "if (result.why === 'finished' && !result)",
      },
    ],
  },
  {
    name: 'commit-error-is-not-looked-up',
    breaks: 'after an error of the commit the row is not read again',
    killer: 'two-events',
    changes: [
      {
        file: 'commit-verdict.ts',
        from: 'if (!(error instanceof TryAgain)) throw error;',
        to: 'if (error) throw error;',
      },
    ],
    equivalent:
      'the release after the error finds the row committed with its own token and frees the projection; the next delivery announces it',
  },
];
