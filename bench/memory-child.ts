// One measurement of the memory check, in a process of its own: `idle`, or the name of a shape and a size in MiB. Prints one JSON line.
import { setTimeout as sleep } from 'node:timers/promises';

const MIB = 1024 * 1024;
/** For an idle process to settle. */
const IDLE_IN_MS = 1_000;

async function measureShape(name: string, mib: number) {
  // Loaded only here, so that the idle process is a bare one and the readers' own code counts as theirs.
  const { measureFile } = await import('../lambda/core/formats/index.ts');
  const { DEFAULT_LIMITS } = await import('../lambda/core/limits.ts');
  const { makeFile, SHAPES } = await import('./memory-data.ts');
  const shape = SHAPES[name];
  if (!shape) throw new Error(`There is no shape ${name}; there are ${Object.keys(SHAPES).join(', ')}.`);
  const { sizeInBytes, body, rows } = makeFile(shape, mib * MIB);
  const limits = {
    ...DEFAULT_LIMITS,
    maxFileSizeInBytes: Math.max(DEFAULT_LIMITS.maxFileSizeInBytes, sizeInBytes),
  };
  const started = performance.now();
  const cpuBefore = process.cpuUsage();
  const verdict = await measureFile({ fileName: `file.${shape.extension}`, sizeInBytes, body, limits });
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  const counted = verdict.status === 'PROCESSED' ? (verdict.recordCount ?? verdict.lineCount) : undefined;
  const expected = name === 'json object' ? 1 : rows;
  if (counted !== expected)
    throw new Error(`${name}: expected ${expected} records, got ${JSON.stringify(verdict)}.`);
  return { sizeInBytes, seconds, cpuSeconds: (user + system) / 1e6 };
}

const [name = 'idle', mib = '1024'] = process.argv.slice(2);
const result = name === 'idle' ? await sleep(IDLE_IN_MS, {}) : await measureShape(name, Number(mib));
// maxRSS is in KiB and is the peak of the whole life of the process, so nothing is missed between samples.
console.log(JSON.stringify({ ...result, peakInBytes: process.resourceUsage().maxRSS * 1024 }));
