// The name of a schedule: its setup and the numbers of its choices. It is all that is needed to play it again.
import { UserError } from '../lib/user-error.ts';

/** Runs of zeros, by far the most frequent choice, are written as `z` and their length. */
export function idOf(setup: string, choices: readonly number[]): string {
  const text = choices
    .join('.')
    .replace(/(?<=^|\.)0(?:\.0)+(?=\.|$)/g, (zeros) => `z${(zeros.length + 1) / 2}`);
  return `${setup}:${text}`;
}

/** Throws UserError for what is no id. */
export function parseId(id: string): { setup: string; choices: number[] } {
  const [, setup, text] = /^([a-z-]+):((?:z?\d+(?:\.z?\d+)*)?)$/.exec(id) ?? [];
  if (setup === undefined || text === undefined)
    throw new UserError(`"${id}" is no id of a schedule; take one that \`npm run prove\` printed.`);
  const choices = text === '' ? [] : text.split('.');
  return {
    setup,
    choices: choices.flatMap((part) =>
      part.startsWith('z') ? new Array<number>(Number(part.slice(1))).fill(0) : [Number(part)],
    ),
  };
}
