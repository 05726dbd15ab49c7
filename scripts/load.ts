// Load on the embedded engine: how many files a second the whole system takes in and finishes, and how far that is from what the engine itself can do.
// usage: npm run load -- [--files N] [--clients C] [--json FILE]
// Exit code 0 only when no file was lost or announced twice, every verdict is right, and both chains came to rest. The share of the ceiling is told.
import { createPlainCommand, runCli } from './lib/cli.ts';
import { readLoadOptions, type RawLoadOptions } from './load/options.ts';
import { runLoad } from './load/run-load.ts';

const command = createPlainCommand(
  'load',
  'Puts many small files into a system of its own and measures what becomes of them.',
)
  .option('--files <n>', 'files to put (default: 1000)')
  .option('--clients <n>', 'uploads at the same time (default: 8)')
  .option('--json <file>', 'also write the figures there')
  .parse();

await runCli(() => runLoad(readLoadOptions(command.opts<RawLoadOptions>())));
