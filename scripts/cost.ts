// What the system costs on AWS a month: the calls that one file really makes, recorded on the engine, times a price table.
// usage: npm run cost -- [--files-per-day N] [--size MB] [--format NAME] [--memory MB] [--duration-ms MS] [--stored-files N] [--json FILE]
import { runCost } from './cost/run-cost.ts';
import { readCostOptions, type RawCostOptions } from './cost/options.ts';
import { createPlainCommand, runCli } from './lib/cli.ts';

const command = createPlainCommand(
  'cost',
  'Computes what files cost on AWS, from the calls that one file really makes.',
)
  .option('--files-per-day <n>', 'files that arrive a day (default: 1000)')
  .option('--size <mb>', 'size of one in MB of 10^6 bytes (default: 1)')
  .option('--format <name>', 'csv, json, ndjson, xml or text (default: csv)')
  .option('--memory <mb>', 'memory of process-file (default: that of the template)')
  .option('--duration-ms <ms>', 'billed duration of one file, instead of the model')
  .option('--stored-files <n>', 'files in the bucket, which reconcile walks (default: those of one month)')
  .option('--json <file>', 'also write the figures there')
  .parse();

await runCli(() => runCost(readCostOptions(command.opts<RawCostOptions>())));
