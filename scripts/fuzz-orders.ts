// Usage: npm run fuzz:orders                        100,000 orders, each in four formats
//        npm run fuzz:orders -- --orders 5000 --seed 7
// Gives random files of orders (good, bad, hostile, cut at random) to the readers and to an independent oracle, and exits with 1 when they disagree
// in a count, a violation, a total, an id or a byte. The seed makes every file again.
import { randomInt } from 'node:crypto';
import { fuzzOrders } from '../test/exhaustive/orders/compare-orders.ts';
import { createPlainCommand, runCli, UserError } from './lib/cli.ts';

const DEFAULT_ORDERS = 100_000;
const LARGEST_SEED = 2 ** 32 - 1;
/** Orders after which it is said how far the work is. */
const STEP = 10_000;

interface Options {
  orders: string;
  seed?: string;
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const grouped = (count: number) => count.toLocaleString('en-US');

function whole(name: string, text: string, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new UserError(`--${name} takes a whole number from 1 to ${most}, not "${text}".`);
}

const command = createPlainCommand(
  'fuzz:orders',
  'Compares the readers of orders with an independent oracle.',
)
  .option('--orders <number>', 'how many orders, each in four formats', String(DEFAULT_ORDERS))
  .option('--seed <number>', 'the seed that an earlier run has told');

await runCli(async () => {
  const options = command.parse().opts<Options>();
  const orders = whole('orders', options.orders, Number.MAX_SAFE_INTEGER);
  const seed = whole('seed', options.seed ?? String(randomInt(1, LARGEST_SEED)), LARGEST_SEED);
  say(`seed ${seed}`);
  const totals = { orders: 0, files: 0, good: 0, invalid: 0, violations: 0, disagreements: 0 };
  while (totals.orders < orders && totals.disagreements === 0) {
    const count = Math.min(STEP, orders - totals.orders);
    const { disagreements, ...outcome } = await fuzzOrders({ count, seed: (seed + totals.orders) >>> 0 });
    for (const name of ['orders', 'files', 'good', 'invalid', 'violations'] as const)
      totals[name] += outcome[name];
    totals.disagreements += disagreements.length;
    for (const disagreement of disagreements) say(disagreement);
    say(`${grouped(totals.orders)} of ${grouped(orders)} orders`);
  }
  say(
    `${grouped(totals.orders)} orders in four formats (${grouped(totals.files)} files): ${grouped(totals.good)} good, ` +
      `${grouped(totals.invalid)} bad with ${grouped(totals.violations)} violations, ${totals.disagreements} disagreements`,
  );
  if (totals.disagreements > 0) process.exitCode = 1;
});
