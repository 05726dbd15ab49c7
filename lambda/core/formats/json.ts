// JSON after RFC 8259, strictly: one value, checked by the kernel as it passes, so a document of any size fits.
import { JSON_FAULT, JsonKernel } from './json-kernel.ts';
import type { CreateReader, FormatReader, FormatResult, ReaderContext } from './reader.ts';
import { Rejection } from './rejection.ts';

// prettier-ignore
const KINDS: Record<string, string> = { '[': 'array', '{': 'object', '"': 'string', t: 'boolean', f: 'boolean', n: 'null' };

/** Offsets are 0-based bytes of the content. */
class JsonReader implements FormatReader {
  readonly #context: ReaderContext;
  readonly #kernel: JsonKernel;

  constructor(context: ReaderContext) {
    this.#context = context;
    this.#kernel = new JsonKernel(context, false);
  }

  write(block: Buffer): void {
    this.#expectNone(this.#kernel.scan(block));
  }

  end(): FormatResult {
    const { exports } = this.#kernel;
    this.#expectNone(exports.json_end());
    const root = String.fromCharCode(exports.json_rootByte());
    return {
      recordCount: root === '[' ? exports.json_records() : 1,
      details: { topLevel: KINDS[root] ?? 'number', maxDepth: exports.json_deepest() },
    };
  }

  close(): void {
    this.#kernel.close();
  }

  #expectNone(fault: number): void {
    if (fault === 0) return;
    const { maxDepth, maxRecordSizeInBytes } = this.#context.limits;
    const place = this.#kernel.exports.json_faultOffset() + this.#context.startOffset;
    if (fault === JSON_FAULT.tooLarge)
      throw new Rejection(
        'LIMIT_EXCEEDED',
        `The array element that begins at byte ${place} is larger than ${maxRecordSizeInBytes} bytes.`,
      );
    if (fault === JSON_FAULT.tooDeep)
      throw new Rejection(
        'LIMIT_EXCEEDED',
        `The JSON is nested deeper than ${maxDepth} levels at byte ${place}.`,
      );
    throw new Rejection(
      'MALFORMED_JSON',
      fault === JSON_FAULT.incomplete
        ? `The JSON ends at byte ${place}, before its value is complete.`
        : `The file stops being JSON at byte ${place}.`,
    );
  }
}

/**
 * Reads JSON. `recordCount` is the elements of an array, else 1. The cap of a record holds for the elements of an array; any other
 * root is one record of which nothing is kept, so it may be as large as the file.
 */
export const createJsonReader: CreateReader = (context) => new JsonReader(context);
