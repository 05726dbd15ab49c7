// The seeded content of one format, in three parts: files and objects of any size are its head, its body so many times, and its tail.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seeded } from '../../scripts/lib/seeded.ts';
import { SHAPES, type BenchFormat } from './shapes.ts';
import { countBytes, sumCounts, type Counts } from './truth.ts';

const SEED = 20_261_122;
/** Sources that decide what the data are; when one changes, the data are made again. */
const SOURCES = ['base.ts', 'shapes.ts', 'truth.ts'];

interface Part {
  bytes: Buffer;
  counts: Counts;
}

export interface Base {
  format: BenchFormat;
  head: Part;
  body: Part;
  tail: Part;
}

/** Rows until there are `sizeInBytes` of them. The same size gives the same bytes. */
export function makeBase(format: BenchFormat, sizeInBytes: number): Base {
  const { head, row, tail, recordsInTail } = SHAPES[format];
  const random = seeded(SEED);
  const chunks: Buffer[] = [];
  let [rows, made, text] = [0, 0, ''];
  while (made + text.length < sizeInBytes) {
    text += row(rows, random);
    rows += 1;
    if (text.length < 65_536) continue;
    chunks.push(Buffer.from(text));
    made += chunks.at(-1)?.length ?? 0;
    text = '';
  }
  return {
    format,
    head: part(head, 0),
    body: part(Buffer.concat([...chunks, Buffer.from(text)]), rows),
    tail: part(tail(rows, random), recordsInTail),
  };
}

function part(content: string | Buffer, records: number): Part {
  const bytes = Buffer.from(content);
  return { bytes, counts: countBytes(bytes, records) };
}

/** Bytes of the content that has the body so many times. */
export function sizeOf({ head, body, tail }: Base, times: number): number {
  return head.bytes.length + times * body.bytes.length + tail.bytes.length;
}

/** What that content holds. */
export function truthOf({ head, body, tail }: Base, times: number): Counts {
  return sumCounts([
    [head.counts, 1],
    [body.counts, times],
    [tail.counts, 1],
  ]);
}

/** That content, part by part. */
export function* contentOf({ head, body, tail }: Base, times: number): Generator<Buffer> {
  yield head.bytes;
  for (let done = 0; done < times; done += 1) yield body.bytes;
  yield tail.bytes;
}

/**
 * The folder for data of this size, below `folder`; those of other sizes and of an earlier generator are removed. Its name is made of the
 * sources of the generator, so that data of another one are never taken for today's.
 */
export function dataFolder(folder: string, sizeInBytes: number): string {
  const hash = createHash('sha256').update(String(sizeInBytes));
  for (const source of SOURCES) hash.update(readFileSync(join(import.meta.dirname, source)));
  const name = `data-${hash.digest('hex').slice(0, 12)}`;
  mkdirSync(join(folder, name), { recursive: true });
  for (const other of readdirSync(folder))
    if (/^data-[0-9a-f]{12}$/.test(other) && other !== name) rmSync(join(folder, other), { recursive: true });
  return join(folder, name);
}

interface Stored {
  parts: { length: number; counts: Counts }[];
}

/** As makeBase, kept in the folder: made once, read ever after. */
export function loadBase(folder: string, format: BenchFormat, sizeInBytes: number): Base {
  const path = join(folder, `${format}.base`);
  try {
    return restore(format, readFileSync(path), JSON.parse(readFileSync(`${path}.json`, 'utf8')) as Stored);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const base = makeBase(format, sizeInBytes);
  const parts = [base.head, base.body, base.tail];
  writeWhole(path, Buffer.concat(parts.map(({ bytes }) => bytes)));
  // Last: where it is, the bytes are whole.
  writeWhole(
    `${path}.json`,
    JSON.stringify({ parts: parts.map(({ bytes, counts }) => ({ length: bytes.length, counts })) }),
  );
  return base;
}

function writeWhole(path: string, content: string | Buffer): void {
  writeFileSync(`${path}.part`, content);
  renameSync(`${path}.part`, path);
}

function restore(format: BenchFormat, bytes: Buffer, { parts }: Stored): Base {
  let at = 0;
  const [head, body, tail] = parts.map(({ length, counts }) => {
    at += length;
    return { bytes: bytes.subarray(at - length, at), counts };
  });
  if (!head || !body || !tail || at !== bytes.length) {
    throw new Error(
      `The benchmark's data of ${format} are not whole; remove .local/bench and repeat the command.`,
    );
  }
  return { format, head, body, tail };
}
