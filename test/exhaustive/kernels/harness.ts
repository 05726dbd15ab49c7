// Compares a kernel with the library that it replaces: the same bytes, cut at random, must come to the same word for word.
import { isDeepStrictEqual } from 'node:util';
import type { CreateReader, FormatReader, FormatResult } from '../../../lambda/core/formats/reader.ts';
import { Rejection } from '../../../lambda/core/formats/rejection.ts';
import { TextCheck } from '../../../lambda/core/formats/text-check.ts';
import { Utf8Check } from '../../../lambda/core/formats/utf8.ts';
import { DEFAULT_LIMITS } from '../../../lambda/core/limits.ts';
import type { Limits } from '../../../lambda/core/limits.ts';
import { cut } from '../../unit/core/formats/measure.ts';
import { randomOf } from './random.ts';
import type { Random } from './random.ts';

export interface Input {
  /** Without byte order mark. What follows the first NUL or the first byte that is not UTF-8 is cut off, as measureFile does. */
  bytes: Buffer;
  limits?: Partial<Limits>;
}

/** All that a reader says of a file. */
export type Told = { result: FormatResult } | { reasonCode: string; reason: string; details: object };

/** A kernel, its reference, and where inputs come from. */
export interface Subject {
  name: string;
  create: CreateReader;
  reference: CreateReader;
  generate(random: Random): Input;
  /** The part of what is told that must be the same; all of it by default. */
  essence?(told: Told): unknown;
}

/** Where the two differ, made as small as could be found. */
export interface Disagreement {
  name: string;
  bytes: Buffer;
  blockSizes: number[];
  limits: Partial<Limits>;
  kernel: unknown;
  reference: unknown;
}

export interface Comparison extends Subject {
  /** How many. */
  inputs: number;
  seed: number;
  /** Called after every input; the comparison ends when it returns false. */
  onInput?(done: number): boolean;
}

export interface Outcome {
  inputs: number;
  /** How many of the inputs the reference took, and how many it refused, by reason code. */
  good: number;
  bad: Record<string, number>;
  /** The first ones; each is a defect. */
  disagreements: Disagreement[];
}

const MOST_DISAGREEMENTS = 3;

/** Runs both readers over so many inputs. The reference gets the same first block, because a reader may decide by it, and then the rest. */
export async function compare({ inputs, seed, onInput, ...subject }: Comparison): Promise<Outcome> {
  const random = randomOf(seed);
  const outcome: Outcome = { inputs: 0, good: 0, bad: {}, disagreements: [] };
  while (outcome.inputs < inputs && outcome.disagreements.length < MOST_DISAGREEMENTS) {
    const { bytes, limits = {} } = subject.generate(random);
    const trial: Trial = { bytes: soundPart(bytes), limits, blockSizes: cutsOf(random, bytes.length) };
    const { reference, same } = await run(subject, trial);
    if (!same) outcome.disagreements.push(await smallest(subject, trial));
    if ('reasonCode' in reference)
      outcome.bad[reference.reasonCode] = (outcome.bad[reference.reasonCode] ?? 0) + 1;
    else outcome.good += 1;
    outcome.inputs += 1;
    if (onInput?.(outcome.inputs) === false) break;
  }
  return outcome;
}

interface Trial {
  bytes: Buffer;
  limits: Partial<Limits>;
  blockSizes: number[];
}

interface Run {
  kernel: Told;
  reference: Told;
  same: boolean;
}

async function run(subject: Subject, { bytes, limits, blockSizes }: Trial): Promise<Run> {
  const context = { limits: { ...DEFAULT_LIMITS, ...limits }, startOffset: 0, sizeInBytes: bytes.length };
  const blocks = cut(bytes, blockSizes);
  const head = blocks[0]?.length ?? 0;
  const headAndRest = [bytes.subarray(0, head), bytes.subarray(head)].filter(({ length }) => length > 0);
  const kernel = await read(subject.create(context), blocks);
  const reference = await read(subject.reference(context), headAndRest);
  const essence = subject.essence ?? ((told: Told) => told);
  return { kernel, reference, same: isDeepStrictEqual(essence(kernel), essence(reference)) };
}

/** What a reader comes to; it is closed in any case. */
export async function read(reader: FormatReader, blocks: readonly Buffer[]): Promise<Told> {
  try {
    for (const block of blocks) {
      const written = reader.write(block);
      if (written) await written;
    }
    return { result: await reader.end() };
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    return { reasonCode: error.reasonCode, reason: error.message, details: error.details };
  } finally {
    reader.close?.();
  }
}

/** The bytes before what is not UTF-8 or NUL; no reader is asked for the end of a content that ends inside a character. */
export function soundPart(bytes: Buffer): Buffer {
  const sound = bytes.subarray(0, new TextCheck().update(bytes)?.index);
  const utf8 = new Utf8Check();
  utf8.update(sound);
  return sound.subarray(0, utf8.end());
}

/** Sizes of blocks, over and over; often the whole, often tiny, now and then around the 16 and 64 bytes that a kernel looks at together. */
function cutsOf(random: Random, length: number): number[] {
  if (random.chance(0.3)) return [length || 1];
  const sizes = random.pick([
    [1],
    [1, 2, 3, 5, 7],
    [15, 16, 17, 31, 33],
    [62, 63, 64, 65, 66, 1],
    [Math.max(1, length >> 1)],
    [Math.max(1, length - 1), 1],
  ]);
  const mixed = random.pick([130, 1_000]);
  return Array.from({ length: 1 + random.int(6) }, () =>
    random.chance(0.2) ? 1 + random.int(mixed) : random.pick(sizes),
  );
}

/** Drops pieces of the input as long as the two still differ, ever smaller pieces. */
async function smallest(subject: Subject, trial: Trial): Promise<Disagreement> {
  let best = trial;
  for (let size = trial.bytes.length >> 1; size > 0; size = size === 1 ? 0 : size >> 1) {
    for (let at = 0; at < best.bytes.length;) {
      const bytes = Buffer.concat([best.bytes.subarray(0, at), best.bytes.subarray(at + size)]);
      const smaller = { ...best, bytes: soundPart(bytes) };
      if ((await run(subject, smaller)).same) at += size;
      else best = smaller;
    }
  }
  const whole = { ...best, blockSizes: [best.bytes.length || 1] };
  if (!(await run(subject, whole)).same) best = whole;
  const { kernel, reference } = await run(subject, best);
  return { name: subject.name, ...best, kernel, reference };
}

/** A disagreement as it can be read and repeated. */
export function describeDisagreement({
  name,
  bytes,
  blockSizes,
  limits,
  kernel,
  reference,
}: Disagreement): string {
  return [
    `${name}: ${JSON.stringify(bytes.toString('latin1'))} (one character a byte)`,
    `  in blocks of ${blockSizes.join(', ')} bytes, limits ${JSON.stringify(limits)}`,
    `  kernel    ${JSON.stringify(kernel)}`,
    `  reference ${JSON.stringify(reference)}`,
  ].join('\n');
}
