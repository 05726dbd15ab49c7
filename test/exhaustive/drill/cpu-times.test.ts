// Processor time of what this process started: a child that works hard has more of it, and only its own function is asked for.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test } from '@jest/globals';
import { cpuTimeOfWorkers, cpuTimesOfEngine } from '../../../scripts/drill/processes.ts';

const WORK_IN_MS = 300;
// Two processes one after the other, on a machine that runs other tests too.
const PATIENCE_IN_MS = 60_000;
const BUSY = `const end = process.cpuUsage().user + ${WORK_IN_MS * 1_000};
while (process.cpuUsage().user < end); console.log('done'); setInterval(() => undefined, 1000);`;
const started: ChildProcess[] = [];

async function startBusy(env: Record<string, string>): Promise<void> {
  const child = spawn(process.execPath, ['-e', BUSY], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  await once(child.stdout, 'data');
}

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

test(
  'is told of workers and of the rest apart',
  async () => {
    const before = cpuTimesOfEngine();
    await startBusy({ PATH: '', AWS_LAMBDA_FUNCTION_NAME: 'busy' });
    await startBusy({ PATH: '' });
    const after = cpuTimesOfEngine();
    expect(cpuTimeOfWorkers('busy')).toBeGreaterThanOrEqual(WORK_IN_MS - 20);
    expect(cpuTimeOfWorkers('other')).toBe(0);
    expect((after?.functions ?? 0) - (before?.functions ?? 0)).toBeGreaterThanOrEqual(WORK_IN_MS - 20);
    expect((after?.engine ?? 0) - (before?.engine ?? 0)).toBeGreaterThanOrEqual(WORK_IN_MS - 20);
  },
  PATIENCE_IN_MS,
);
