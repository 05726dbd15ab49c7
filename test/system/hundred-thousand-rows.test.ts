// A day of 100,000 rows within the function's time and memory, twice the same bytes; generated pages of the index stand in for DynamoDB.
import { describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MIB = 1024 * 1024;
const ROWS = 100_000;
/** What Lambda gives Node in a function of 512 MB; without, Node lets garbage lie according to the memory of the whole machine. */
const HEAP = ['--max-old-space-size=460', '--max-semi-space-size=25'];
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

interface Figures {
  total: number;
  seconds: number;
  peakInBytes: number;
  hash: string;
}

async function report(bundle: string): Promise<Figures> {
  const env = { ...process.env, NODE_OPTIONS: '' };
  const { stdout } = await run(process.execPath, [...HEAP, bundle, String(ROWS)], { env });
  return JSON.parse(stdout) as Figures;
}

describe('a day of 100,000 rows', () => {
  test('is reported within a minute and 256 MiB, and the same again in another process', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'report-'));
    try {
      // Bundled as the function is: unbundled, the SDK alone takes 200 MB.
      const outfile = join(folder, 'report.mjs');
      await build({
        entryPoints: ['bench/report-child.ts'],
        outfile,
        bundle: true,
        minify: true,
        platform: 'node',
        format: 'esm',
        banner: { js: REQUIRE },
      });
      const first = await report(outfile);
      const second = await report(outfile);
      console.log(
        `figure: report of 100,000 rows: ${first.seconds.toFixed(1)} s, peak ${(first.peakInBytes / MIB).toFixed(0)} MiB`,
      );
      expect(first.total).toBe(ROWS);
      expect(second.hash).toBe(first.hash);
      expect(first.seconds).toBeLessThan(60);
      expect(first.peakInBytes).toBeLessThan(256 * MIB);
    } finally {
      await rm(folder, { recursive: true });
    }
  }, 180_000);
});
