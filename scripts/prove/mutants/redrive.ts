// Breaks of redrive.
import type { Mutant } from './mutant.ts';

const DISPOSE = 'redrive/dispose.ts';
const STEPS = 'redrive/redrive-steps.ts';
const NEXT = 'redrive/next-step.ts';

export const REDRIVE_MUTANTS: readonly Mutant[] = [
  {
    name: 'delete-before-send',
    breaks: 'a crash of redrive loses the message',
    killer: 'redrive',
    changes: [
      {
        file: 'redrive/redrive.ts',
        from: '    const parsed = parse(letter.body);',
        to: '    await run.deadLetters.delete(letter.receiptHandle);\n    const parsed = parse(letter.body);',
      },
    ],
  },
  {
    name: 'redrive-drops-unannounced',
    breaks: 'the dead letter of an unannounced row is dropped',
    killer: 'redrive',
    changes: [{ file: NEXT, from: ': unsent(isLeased, letter);', to: ": { do: 'drop' };" }],
  },
  {
    name: 'redrive-drops-busy',
    breaks: 'the dead letter of a row in work is dropped',
    killer: 'redrive',
    changes: [
      {
        file: NEXT,
        from: "if (row.token !== undefined && isLeased) return { do: 'leave' };",
        to: "if (row.token !== undefined && isLeased) return { do: 'drop' };",
      },
    ],
  },
  {
    name: 'redrive-drops-replay',
    breaks: 'the dead letter of a replay is dropped when an older revision is announced',
    killer: 'redrive-replay-fault',
    changes: [
      {
        file: NEXT,
        from: "if (revision <= row.revision) return { do: 'drop' };",
        to: "if (revision <= row.revision + 1) return { do: 'drop' };",
      },
    ],
  },
  {
    name: 'redrive-names-the-version',
    breaks: 'redrive names the version that it resolved, where the event named none',
    killer: 'redrive-unnamed',
    changes: [
      {
        file: DISPOSE,
        from: 'async function sendBack({ run, event }: RedriveWork',
        to: 'async function sendBack({ run, file: event }: RedriveWork',
      },
    ],
  },
  {
    name: 'redrive-forgets-revision',
    breaks: 'redrive sends a message back without its revision',
    killer: 'redrive-replay-fault',
    changes: [
      {
        file: DISPOSE,
        from: 'ownMessage(event, { revision, round })',
        to: 'ownMessage(event, { revision: revision && 1, round })',
      },
    ],
  },
  {
    name: 'redrive-forgets-round',
    breaks: 'redrive sends a message back without its round',
    killer: 'redrive-outage',
    changes: [
      {
        file: DISPOSE,
        from: 'ownMessage(event, { revision, round })',
        to: 'ownMessage(event, { revision, round: round && 0 })',
      },
    ],
  },
  {
    name: 'never-given-up',
    breaks: 'a file that cannot be read goes round for ever',
    killer: 'redrive-outage',
    changes: [
      {
        file: NEXT,
        from: "round < MAX_REDRIVE_ROUNDS ? 'count' : 'give up'",
        to: "round < 1_000 ? 'count' : 'give up'",
      },
    ],
  },
  {
    name: 'given-up-too-early',
    breaks: 'a file is given up at its first dead letter',
    killer: 'redrive',
    changes: [
      {
        file: NEXT,
        from: "round < MAX_REDRIVE_ROUNDS ? 'count' : 'give up'",
        to: "round < 0 ? 'count' : 'give up'",
      },
    ],
  },
  {
    name: 'given-up-unannounced',
    breaks: 'a file that was given up is never announced',
    killer: 'redrive-outage',
    changes: [
      {
        file: DISPOSE,
        from: "'row' in committed ? await project(work, committed.row) : committed;",
        to: "'row' in committed ? ({ action: 'acknowledge', why: 'finished', row: committed.row } as Result) : committed;",
      },
    ],
  },
  {
    name: 'give-up-ignores-lease',
    breaks: 'a file is given up over a live run',
    killer: 'given-up-live',
    changes: [
      {
        file: STEPS,
        from: 'condition: and(inWork, free(owner.now), stillIn(generation)),',
        to: 'condition: and(inWork, stillIn(generation)),',
      },
    ],
  },
  {
    name: 'foreign-dropped',
    breaks: 'a message that nobody understands is deleted',
    killer: 'foreign',
    changes: [
      {
        file: 'redrive/redrive.ts',
        from: 'if (reason !== undefined) {',
        to: 'if (reason !== undefined && letter.messageId === undefined) {',
      },
    ],
  },
  {
    name: 'redrive-overtaken-is-dropped',
    breaks:
      'the dead letter of an event without a version id is dropped for a version that somebody else announced',
    killer: 'redrive-unnamed',
    changes: [
      {
        file: DISPOSE,
        from: "disposal.done === 'dropped' && wasOvertaken",
        to: "disposal.done === 'parked' && wasOvertaken",
      },
    ],
  },
];
