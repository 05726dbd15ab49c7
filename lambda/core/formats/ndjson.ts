// NDJSON: every line that is not blank is one JSON value, checked by the kernel as it passes.
import { JSON_FAULT, JsonKernel } from './json-kernel.ts';
import type { CreateReader, FormatReader, FormatResult, ReaderContext } from './reader.ts';
import { Rejection } from './rejection.ts';

class NdjsonReader implements FormatReader {
  readonly #context: ReaderContext;
  readonly #kernel: JsonKernel;

  constructor(context: ReaderContext) {
    this.#context = context;
    this.#kernel = new JsonKernel(context, true);
  }

  write(block: Buffer): void {
    this.#expectNone(this.#kernel.scan(block));
  }

  end(): FormatResult {
    const { exports } = this.#kernel;
    this.#expectNone(exports.json_end());
    const recordCount = exports.json_records();
    return { recordCount, details: { blankLines: exports.json_line() - 1 - recordCount } };
  }

  close(): void {
    this.#kernel.close();
  }

  #expectNone(fault: number): void {
    if (fault === 0) return;
    const { maxDepth, maxRecordSizeInBytes } = this.#context.limits;
    const { exports } = this.#kernel;
    const line = exports.json_line();
    const limit = (what: string) => new Rejection('LIMIT_EXCEEDED', `The value on line ${line} ${what}.`);
    if (fault === JSON_FAULT.tooLarge) throw limit(`is larger than ${maxRecordSizeInBytes} bytes`);
    if (fault === JSON_FAULT.tooDeep) throw limit(`is nested deeper than ${maxDepth} levels`);
    const place = exports.json_faultOffset() + this.#context.startOffset;
    throw new Rejection(
      'MALFORMED_JSON',
      `Line ${line} is not one JSON value: it stops being JSON at byte ${place} of the file.`,
    );
  }
}

/** Reads NDJSON. `recordCount` is the lines that are not blank; the cap of a record holds for every line. */
export const createNdjsonReader: CreateReader = (context) => new NdjsonReader(context);
