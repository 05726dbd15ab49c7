// The whole system on this machine: engine up, every stack deployed, samples sent through, then up until Ctrl-C.
// usage: npm start -- [--port N] [--no-samples] [--exit]
// Exit code: 0 when stopped after `Ready`, or with --exit when every sample ended as it should; 130 or 143 when stopped before; else 1.
import { InvalidArgumentError } from 'commander';
import { createPlainCommand } from './lib/cli.ts';
import { explain } from './lib/user-error.ts';
import { createLifetime } from './local/lifetime.ts';
import { runLocally } from './local/run-locally.ts';

const DEFAULT_PORT = 4566;
const LARGEST_PORT = 65_535;

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > LARGEST_PORT) {
    throw new InvalidArgumentError(`A port is a number from 1 to ${LARGEST_PORT}.`);
  }
  return port;
}

const command = createPlainCommand('start', 'The whole system on this machine, without an AWS account.')
  .option('--port <number>', 'port of the engine on 127.0.0.1', portOf, DEFAULT_PORT)
  .option('--no-samples', 'upload no sample files')
  .option('--exit', 'stop after the samples; exit code 0 only if all ended as they should', false)
  .parse();

const lifetime = createLifetime();
try {
  await runLocally({ ...command.opts<{ port: number; samples: boolean; exit: boolean }>(), lifetime });
} catch (error) {
  // While ending, calls in flight fail because the engine is gone; the end itself is under way.
  if (!lifetime.signal.aborted) {
    console.error(explain(error) ?? error);
  }
  await lifetime.end(1);
}
