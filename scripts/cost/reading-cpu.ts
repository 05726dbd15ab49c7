// Processor time that reading content takes on this machine: the real reader over a file in memory.
import { Readable } from 'node:stream';
import { measureFile } from '../../lambda/core/formats/index.ts';
import { DEFAULT_LIMITS } from '../../lambda/core/limits.ts';
import { sizedFile, type Format } from '../lib/outside/sized-files.ts';

/** Long enough for the compilers of the engine of JavaScript to have done their work. */
const SIZE_IN_BYTES = 64e6;
/** What the SDK hands on at once over TLS. */
const PIECE_IN_BYTES = 16 * 1024;

/** In CPU seconds for 10^9 bytes; throws when the file is not read as it should be. */
export async function cpuSecondsPerGB(format: Format): Promise<number> {
  const { extension, body } = sizedFile({ format, sizeInBytes: SIZE_IN_BYTES });
  const before = process.cpuUsage();
  const verdict = await measureFile({
    fileName: `file.${extension}`,
    sizeInBytes: body.length,
    body: Readable.from(pieces(body), { objectMode: false }),
    limits: DEFAULT_LIMITS,
  });
  const { user, system } = process.cpuUsage(before);
  if (verdict.status !== 'PROCESSED') throw new Error(`The reader says ${JSON.stringify(verdict)}.`);
  return (user + system) / 1e6 / (body.length / 1e9);
}

function* pieces(body: Buffer) {
  for (let at = 0; at < body.length; at += PIECE_IN_BYTES) yield body.subarray(at, at + PIECE_IN_BYTES);
}
