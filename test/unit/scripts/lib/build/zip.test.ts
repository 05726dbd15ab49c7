// Zips: order, times and modes are fixed.
import { execFileSync } from 'node:child_process';
import { describe, expect, jest, test } from '@jest/globals';
import { unzipSync } from 'fflate';
import { zipFiles } from '../../../../../scripts/lib/build/zip.ts';

// Compilers and other processes are started here, on a machine that may be busy.
jest.setTimeout(120_000);

const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const entries: [string, Uint8Array][] = [
  ['b.mjs', bytes('b')],
  ['a.mjs', bytes('a')],
  ['10.txt', bytes('ten')],
];
const MODULE = new URL('../../../../../scripts/lib/build/zip.ts', import.meta.url).href;

/** A process of its own: the time zone is read once, at its start. */
function zipIn(timeZone: string): string {
  const script = `const { zipFiles } = await import('${MODULE}'); process.stdout.write(Buffer.from(zipFiles(new Map([['a', new Uint8Array(9)]]))).toString('hex'));`;
  const env = { ...process.env, TZ: timeZone };
  return execFileSync(process.execPath, ['--input-type=module', '-e', script], { env, encoding: 'utf8' });
}

const CENTRAL_ENTRY = Buffer.from([0x50, 0x4b, 0x01, 0x02]);

describe('zipFiles', () => {
  test('does not depend on the order of the files', () => {
    const one = zipFiles(new Map(entries));
    const other = zipFiles(new Map(entries.toReversed()));
    expect(Buffer.compare(one, other)).toBe(0);
    expect(Object.keys(unzipSync(one)).sort()).toEqual(['10.txt', 'a.mjs', 'b.mjs']);
  });

  test('does not depend on the time zone', () => {
    expect(zipIn('Pacific/Auckland')).toBe(zipIn('America/Los_Angeles'));
  });

  test('marks every entry as a plain file that everybody may read, made in 1980', () => {
    const zip = Buffer.from(zipFiles(new Map(entries)));
    let count = 0;
    for (let at = zip.indexOf(CENTRAL_ENTRY); at >= 0; at = zip.indexOf(CENTRAL_ENTRY, at + 1)) {
      count += 1;
      expect(zip.readUInt8(at + 5)).toBe(3);
      expect(zip.readUInt32LE(at + 12)).toBe(((1 << 5) | 1) << 16);
      expect(zip.readUInt32LE(at + 38) >>> 16).toBe(0o100644);
    }
    expect(count).toBe(3);
  });
});
