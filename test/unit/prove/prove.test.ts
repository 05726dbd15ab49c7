import { spawn } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { ROOT } from '../../../scripts/lib/root.ts';

/** The run itself takes about 15 s; machines that share their cores take longer. */
const TIMEOUT_IN_MS = 180_000;

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
  'a short proof tries the faults at the call sites and finds nothing',
  async () => {
    const { code, lines } = await prove('--seconds', '10');
    expect(lines.filter((line) => /^violation/.test(line))).toEqual([]);
    // A busy machine gets through less of it in ten seconds: full coverage is what `npm run prove` demands, with its exit code.
    expect(lines.at(-1)).toMatch(/^schedules: \d+, violations: 0, coverage: (9\d|100) %$/);
    expect(code).toBe(lines.at(-1)?.endsWith(' 100 %') ? 0 : 1);
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

test(
  'fewer schedules than asked for are a failure',
  async () => {
    const { code, lines } = await prove('--seconds', '1', '--schedules', '100000000');
    expect(lines.some((line) => /^Only \d+ of 100000000 schedules/.test(line))).toBe(true);
    expect(code).toBe(1);
  },
  TIMEOUT_IN_MS,
);
