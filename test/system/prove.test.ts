import { spawn } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { ROOT } from '../../scripts/lib/root.ts';

/** The run itself takes a minute; machines that share their cores take much longer, and then do the same. */
const TIMEOUT_IN_MS = 600_000;

function prove(...options: string[]): Promise<{ code: number | null; lines: string[] }> {
  const child = spawn(process.execPath, ['scripts/prove.ts', ...options], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, lines: text.trimEnd().split('\n') }));
  });
}

test(
  'a short proof tries every fault at every call site and finds nothing',
  async () => {
    const { code, lines } = await prove('--each', '4', '--seconds', '600', '--schedules', '10000');
    expect(lines.filter((line) => /^(violation|not tried)/.test(line))).toEqual([]);
    expect(lines.at(-1)).toMatch(/^schedules: \d+, violations: 0, coverage: 100 %$/);
    expect(code).toBe(0);
  },
  TIMEOUT_IN_MS,
);

test(
  'a broken protocol is noticed, and told by an id',
  async () => {
    const { code, lines } = await prove('--mutants', 'mark-before-publish');
    expect(lines[0]).toMatch(
      /^mark-before-publish \(.*\): killed by [a-z-]+:[z.\d]+: v1: revision 1 was never announced$/,
    );
    expect(lines.at(-1)).toBe('mutants: 1, killed: 1, listed: 0');
    expect(code).toBe(0);
  },
  TIMEOUT_IN_MS,
);
