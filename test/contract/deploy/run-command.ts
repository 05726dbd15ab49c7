// Starts commands as people do: in a process and an environment of their own, pointed at the engine of the tests.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/lib/root.ts';
import { testEngine } from '../../support/engine.ts';

export interface Result {
  code: number;
  output: string;
}

/** Runs scripts/<command>.ts with options and with more, or other, environment variables. */
export function runCommand(
  [command = '', ...options]: readonly string[],
  more: Record<string, string> = {},
): Promise<Result> {
  const engine = testEngine();
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: '/nonexistent',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: engine.endpoint,
    AWS_REGION: engine.region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    ...more,
  };
  const file = join(ROOT, 'scripts', `${command}.ts`);
  return new Promise((resolve) => {
    execFile(process.execPath, [file, ...options], { env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr });
    });
  });
}
