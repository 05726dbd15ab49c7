// Usage: npm run fuzz                        1,000,000 inputs over all formats
//        npm run fuzz -- --format csv --inputs 50000 --seed 7
// Gives the kernels and the libraries they replace the same inputs (right, nearly right and wrong, cut at random) and exits with 1 on the first
// ones on which they disagree. The seed makes every input again.
import { randomInt } from 'node:crypto';
import { compare, describeDisagreement } from '../test/exhaustive/kernels/harness.ts';
import type { Outcome, Subject } from '../test/exhaustive/kernels/harness.ts';
import { SUBJECTS } from '../test/exhaustive/kernels/subjects.ts';
import { createPlainCommand, runCli, UserError } from './lib/cli.ts';

const DEFAULT_INPUTS = 1_000_000;
const PROGRESS_EVERY_MS = 3_000;
const LARGEST_SEED = 2 ** 32 - 1;

interface Options {
  inputs: string;
  format?: string;
  seed?: string;
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const grouped = (count: number) => count.toLocaleString('en-US');

function whole(name: string, text: string, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new UserError(`--${name} takes a whole number from 1 to ${most}, not "${text}".`);
}

function chosen(format: string | undefined): readonly Subject[] {
  const found = SUBJECTS.filter(({ name }) => format === undefined || name === format);
  if (found.length > 0) return found;
  throw new UserError(
    `--format takes one of ${SUBJECTS.map(({ name }) => name).join(', ')}, not "${format}".`,
  );
}

/** Runs one format and says now and then how far it is. */
async function fuzz(subject: Subject, inputs: number, seed: number): Promise<Outcome> {
  let told = performance.now();
  const onInput = (done: number): boolean => {
    if (performance.now() - told < PROGRESS_EVERY_MS) return true;
    told = performance.now();
    say(`${subject.name}: ${grouped(done)} of ${grouped(inputs)} inputs`);
    return true;
  };
  const outcome = await compare({ ...subject, inputs, seed, onInput });
  const refused = Object.entries(outcome.bad).map(([code, count]) => `${grouped(count)} ${code}`);
  say(
    `${subject.name}: ${grouped(outcome.inputs)} inputs done, ${[`${grouped(outcome.good)} taken`, ...refused].join(', ')}`,
  );
  for (const disagreement of outcome.disagreements) say(describeDisagreement(disagreement));
  return outcome;
}

const command = createPlainCommand('fuzz', 'Compares the kernels with the libraries that they replace.')
  .option('--inputs <number>', 'how many inputs, over all formats together', String(DEFAULT_INPUTS))
  .option('--format <name>', `only one of ${SUBJECTS.map(({ name }) => name).join(', ')}`)
  .option('--seed <number>', 'the seed that an earlier run has told');

await runCli(async () => {
  const options = command.parse().opts<Options>();
  const subjects = chosen(options.format);
  const inputs = whole('inputs', options.inputs, Number.MAX_SAFE_INTEGER);
  const seed = whole('seed', options.seed ?? String(randomInt(1, LARGEST_SEED)), LARGEST_SEED);
  say(`seed ${seed}`);
  const started = performance.now();
  let [done, disagreements] = [0, 0];
  for (const [at, subject] of subjects.entries()) {
    const share =
      Math.floor(((at + 1) * inputs) / subjects.length) - Math.floor((at * inputs) / subjects.length);
    const outcome = await fuzz(subject, share, seed);
    done += outcome.inputs;
    disagreements += outcome.disagreements.length;
  }
  const seconds = Math.round((performance.now() - started) / 1000);
  say(`${grouped(done)} inputs, ${disagreements} disagreements in ${seconds} s (seed ${seed})`);
  if (disagreements > 0) process.exitCode = 1;
});
