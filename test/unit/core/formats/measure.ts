// Runs measureFile the way the tests of the formats need it.
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { measureFile } from '../../../../lambda/core/formats/index.ts';
import type { FormatReader, FormatResult } from '../../../../lambda/core/formats/reader.ts';
import { Rejection } from '../../../../lambda/core/formats/rejection.ts';
import { DEFAULT_LIMITS } from '../../../../lambda/core/limits.ts';
import type { Limits } from '../../../../lambda/core/limits.ts';
import type { Verdict } from '../../../../lambda/core/outcome.ts';

export const FIXTURES = new URL('../../../fixtures/', import.meta.url);
export const readFixture = (name: string): Buffer => readFileSync(new URL(name, FIXTURES));

/** A body that comes in exactly these chunks. */
export const bodyOf = (chunks: readonly Buffer[]): Readable => Readable.from(chunks, { objectMode: false });

/** Cuts `bytes` into chunks of these sizes, over and over. */
export function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

/** Measures content that is at hand; `chunkSizes` is how the network cuts it. */
export function measure(
  fileName: string,
  content: string | Buffer,
  { limits = {}, chunkSizes }: { limits?: Partial<Limits>; chunkSizes?: readonly number[] } = {},
): Promise<Verdict> {
  const bytes = Buffer.from(content as Buffer);
  return measureFile({
    fileName,
    sizeInBytes: bytes.length,
    body: bodyOf(chunkSizes ? cut(bytes, chunkSizes) : [bytes].filter(({ length }) => length > 0)),
    limits: { ...DEFAULT_LIMITS, ...limits },
  });
}

/** Measures content that is made while it is read. */
export function measureMade(fileName: string, chunks: readonly Buffer[], limits: Partial<Limits> = {}) {
  return measureFile({
    fileName,
    sizeInBytes: chunks.reduce((sum, { length }) => sum + length, 0),
    body: bodyOf(chunks),
    limits: { ...DEFAULT_LIMITS, ...limits },
  });
}

/** What a rejection comes to: the code and every place that the reason names. Undefined for anything else. */
export function fault(verdict: Verdict): string[] | undefined {
  if (verdict.status !== 'REJECTED') return undefined;
  const places = verdict.reason.match(/(?:line|byte|page) \d+/gi) ?? [];
  return [verdict.reasonCode, ...places.map((place) => place.toLowerCase())];
}

/** Feeds a reader in blocks of its own, past measureFile, which always makes them equal. */
export async function readBlocks(
  reader: FormatReader,
  blocks: readonly Buffer[],
): Promise<FormatResult | [string, string]> {
  try {
    for (const block of blocks) await reader.write(block);
    return await reader.end();
  } catch (error) {
    if (error instanceof Rejection) return [error.reasonCode, error.message];
    throw error;
  } finally {
    reader.close?.();
  }
}
