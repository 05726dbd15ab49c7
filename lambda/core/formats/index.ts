// Measures one file: type by name and first bytes, one pass over the content, one verdict.
import type { Details, Verdict } from '../outcome.ts';
import type { Measure, MeasureInput } from '../ports.ts';
import { inBlocks } from './blocks.ts';
import { createCsvReader } from './csv.ts';
import { checkContent, MARK_IN_BYTES, markLength, SUPPORTED, typeFromName } from './detect-type.ts';
import type { NamedType, TypeWithReader } from './detect-type.ts';
import { gunzip } from './gzip.ts';
import { createJsonReader } from './json.ts';
import { KERNEL_BLOCK_IN_BYTES } from './kernels/kernel.ts';
import { Meter } from './meter.ts';
import { createNdjsonReader } from './ndjson.ts';
import { createPdfReader } from './pdf.ts';
import type { CreateReader, FormatReader } from './reader.ts';
import { Rejection } from './rejection.ts';
import { storedBytes } from './stored-bytes.ts';
import { TextCheck } from './text-check.ts';
import { createTextReader } from './text.ts';
import { createXmlReader } from './xml.ts';

export type Readers = Readonly<Record<TypeWithReader, CreateReader>>;

/** Type to reader. */
export const READERS: Readers = {
  'text/csv': createCsvReader,
  'application/json': createJsonReader,
  'application/x-ndjson': createNdjsonReader,
  'application/xml': createXmlReader,
  'text/plain': createTextReader,
  'application/pdf': createPdfReader,
};

/**
 * Decides the type, reads the whole body once and measures it; memory does not grow with the file, save for a PDF.
 *
 * Bad content is a REJECTED verdict whose `reason` names the place: a 1-based line for CSV, NDJSON and XML (lines end in LF), a 0-based
 * byte for the rest. Bytes are those of the content, unpacked and with its byte order mark; where the gzip itself is at fault, those of
 * the stored file. An error of the body is thrown as it is, and TryAgain when the body is not as long as the object: neither says
 * anything about the file. The body is destroyed in any case.
 */
export const measureFile: Measure = measureWith(READERS);

/** The same with other readers: what the libraries would come to in place of the kernels. */
export function measureWith(readers: Readers): Measure {
  return async (input) => {
    // An error that comes when nobody listens any more would end the process.
    input.body.on('error', () => {});
    const named = typeFromName(input.fileName);
    const details: Details = named?.isGzip ? { encoding: 'gzip' } : {};
    try {
      if (!named) throw unsupported();
      checkSize(input, named);
      return await measure({ ...input, named, details, meter: new Meter(), readers });
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      return rejected(named, error, details);
    } finally {
      input.body.destroy();
    }
  };
}

function unsupported(): Rejection {
  return new Rejection(
    'UNSUPPORTED_TYPE',
    `The extension of the name is not supported; supported are ${SUPPORTED}.`,
  );
}

/** What the size alone decides, before anything is read. */
function checkSize({ sizeInBytes, limits }: MeasureInput, { fileType }: NamedType): void {
  const isPdf = fileType === 'application/pdf';
  const max = isPdf
    ? Math.min(limits.maxPdfSizeInBytes, limits.maxFileSizeInBytes)
    : limits.maxFileSizeInBytes;
  if (sizeInBytes > max) {
    const what = isPdf ? 'A PDF' : 'A file';
    throw new Rejection('FILE_TOO_LARGE', `${what} may have ${max} bytes; this one has ${sizeInBytes}.`);
  }
  if (sizeInBytes === 0) throw empty('has no bytes');
}

function empty(what: string): Rejection {
  return new Rejection('EMPTY_FILE', `The file ${what}, so there is nothing to read from byte 0 on.`);
}

interface Job extends MeasureInput {
  named: NamedType;
  readers: Readers;
  /** Filled while the file is read, so that a rejection tells as much as was known. */
  details: Details;
  meter: Meter;
  /** Made when the first block is there. */
  reader?: FormatReader;
}

async function measure(job: Job): Promise<Verdict> {
  try {
    await readThrough(job);
    return await conclude(job);
  } finally {
    job.reader?.close?.();
    job.meter.close();
  }
}

/** The one pass over the content; the reader of the job has then seen all of it. */
async function readThrough(job: Job): Promise<void> {
  const { meter, content } = job;
  const check = job.named.fileType === 'application/pdf' ? undefined : new TextCheck();
  for await (const block of inBlocks(unpacked(job), KERNEL_BLOCK_IN_BYTES)) {
    const mark = job.reader ? 0 : markLength(block);
    const reader = (job.reader ??= await open(job, block));
    meter.update(block);
    const fault = check?.update(block);
    const sound = block.subarray(mark, fault?.index);
    // What stands before the fault is read first, so that an earlier problem is the one that is told.
    const read = reader.write(sound);
    if (read) await read;
    if (fault) throw fault.rejection;
    const seen = content?.write(sound);
    if (seen) await seen;
  }
  check?.end();
}

function unpacked({ body, sizeInBytes, named, limits }: Job): AsyncIterable<Buffer> {
  const stored = storedBytes(body, sizeInBytes);
  return named.isGzip ? gunzip(stored, limits) : stored;
}

async function conclude({ named, details, meter, reader }: Job): Promise<Verdict> {
  if (!reader) throw empty('is empty when unpacked');
  if (details['hasByteOrderMark'] && meter.bytes === MARK_IN_BYTES)
    throw empty('holds only a byte order mark');
  const { recordCount, wordCount, details: facts } = await reader.end();
  if (named.isGzip) details['unpackedSizeInBytes'] = meter.bytes;
  return {
    status: 'PROCESSED',
    fileType: named.fileType,
    lineCount: meter.lineCount,
    wordCount: wordCount ?? meter.wordCount,
    ...(recordCount !== undefined && { recordCount }),
    ...asDetails({ ...details, ...facts }),
  };
}

/** Looks at the first block and makes the reader for what it is. */
async function open(job: Job, head: Buffer): Promise<FormatReader> {
  const { named, readers, details, limits, sizeInBytes } = job;
  await checkContent(named, head);
  const startOffset = markLength(head);
  if (startOffset > 0) details['hasByteOrderMark'] = true;
  return readers[named.fileType]({ limits, sizeInBytes, startOffset });
}

function rejected(named: NamedType | undefined, rejection: Rejection, known: Details): Verdict {
  return {
    status: 'REJECTED',
    fileType: named?.fileType ?? 'application/octet-stream',
    reasonCode: rejection.reasonCode,
    reason: rejection.message,
    ...asDetails({ ...known, ...rejection.details }),
  };
}

/** No facts, no attribute. */
function asDetails(details: Details): { details?: Details } {
  return Object.keys(details).length > 0 ? { details } : {};
}
