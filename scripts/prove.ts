// Usage: npm run prove [-- --seconds N --schedules N --seed N]   tries every schedule of the bounded setups on the real code
//        npm run prove -- --replay ID                           plays one schedule again and prints every step
//        npm run prove -- --mutants [NAME]                      breaks the code on purpose: every break must be noticed
import { createPlainCommand, runCli, UserError } from './lib/cli.ts';
import { huntAll } from './prove/hunt.ts';
import { proveAll } from './prove/prove-all.ts';
import { printHunt, printProof } from './prove/print.ts';
import { replay } from './prove/replay.ts';

interface Options {
  seconds: string;
  schedules?: string;
  seed: string;
  each?: string;
  replay?: string;
  mutants?: true | string;
}

const FULL_SECONDS = 60;
const FULL_SCHEDULES = 1_000_000;

const command = createPlainCommand(
  'prove',
  'Tries every schedule of deliveries, crashes, errors, late workers and wrong clocks on the real code, in memory.',
)
  .option('--seconds <n>', 'stop after so many seconds', String(FULL_SECONDS))
  .option(
    '--schedules <n>',
    `fewer schedules than this are a failure (default: ${FULL_SCHEDULES} in the full time)`,
  )
  .option('--each <n>', 'at most so many schedules of each piece of a setup: the same work on every machine')
  .option('--seed <n>', 'seed of the random schedules', '1')
  .option('--replay <id>', 'play one schedule again and print every step')
  .option('--mutants [name]', 'prove the checker: apply every mutant, or one');

function count(text: string, name: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new UserError(`--${name} must be a whole number, not "${text}".`);
}

/** A line that the next one overwrites, where somebody is looking. */
const progress = (line: string) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${line}`);
};

await runCli(async () => {
  const options = command.parse().opts<Options>();
  if (options.replay !== undefined) {
    const { violations } = await replay(options.replay, console.log);
    console.log(violations.length === 0 ? 'the promise was kept' : violations.join('\n'));
    if (violations.length > 0) process.exitCode = 1;
  } else if (options.mutants !== undefined) {
    const only = options.mutants === true ? undefined : options.mutants;
    if (!printHunt(await huntAll({ only, say: progress }))) process.exitCode = 1;
  } else {
    const seconds = count(options.seconds, 'seconds');
    const usual = seconds < FULL_SECONDS ? 0 : FULL_SCHEDULES;
    const schedules = options.schedules === undefined ? usual : count(options.schedules, 'schedules');
    const each = options.each === undefined ? Number.POSITIVE_INFINITY : count(options.each, 'each');
    const seed = count(options.seed, 'seed');
    const proof = await proveAll({ seconds, schedules, seed, each, say: progress });
    if (!printProof(proof, schedules)) process.exitCode = 1;
  }
});
