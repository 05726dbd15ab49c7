// The WebAssembly kernels: compiled once per process, one instance for each file that is being read.
import { inflateRawSync } from 'node:zlib';
import { PACKED_KERNELS } from './module.ts';

/** Bytes of a block that an instance takes at once; kernels/memory.ts has the same numbers. */
export const KERNEL_BLOCK_IN_BYTES = 0x40000;
const INPUT = 0x10000;
/** An instance whose memory has grown beyond this is left to the garbage collector. */
const MAX_KEPT_IN_BYTES = 0x100000;

type Count = () => number;

/** What kernels/index.ts exports, kernel by kernel. Counts are exact up to 2^53. */
export interface KernelExports {
  memory: { buffer: ArrayBuffer; grow(pages: number): number };
  crc32c_begin(): void;
  crc64nvme_begin(): void;
  crc_scan(length: number): void;
  crc_high: Count;
  crc_low: Count;
  csv_begin(delimiter: number, maxColumns: number, maxRecordSize: number): void;
  csv_scan(length: number): number;
  csv_end(): number;
  csv_rows: Count;
  csv_width: Count;
  csv_columns: Count;
  csv_line: Count;
  csv_headerFrom: Count;
  csv_headerTo: Count;
  text_begin(): void;
  text_scan(length: number): void;
  text_lineFeeds: Count;
  text_words: Count;
  json_begin(lines: number, maxDepth: number, maxRecordSize: number): void;
  json_scan(length: number): number;
  json_end(): number;
  json_records: Count;
  json_line: Count;
  json_faultOffset: Count;
  json_deepest: Count;
  json_rootByte: Count;
  xml_begin(maxDepth: number, maxAttributes: number, maxRecordSize: number): void;
  xml_skip(bytes: number, line: number): void;
  xml_scan(length: number): number;
  xml_end(): number;
  xml_line: Count;
  xml_openLine: Count;
  xml_lastLine: Count;
  xml_records: Count;
  xml_deepest: Count;
  xml_root: Count;
  xml_rootLength: Count;
}

declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: unknown };
};

let compiled: object | undefined;
const idle: Kernel[] = [];

/** One instance. Its kernels share the input but keep a state of their own each. */
export class Kernel {
  readonly exports: KernelExports;
  #memory: Uint8Array;

  constructor() {
    compiled ??= new WebAssembly.Module(inflateRawSync(Buffer.from(PACKED_KERNELS, 'base64')));
    const { exports } = new WebAssembly.Instance(compiled, {
      env: {
        abort: () => {
          throw new Error('A kernel has stopped itself.');
        },
      },
    });
    this.exports = exports as KernelExports;
    this.#memory = new Uint8Array(this.exports.memory.buffer);
  }

  /** Copies a block of at most KERNEL_BLOCK_IN_BYTES into the input. */
  load(block: Uint8Array): void {
    this.memory.set(block, INPUT);
  }

  /** The whole memory as it is now; a view of before may be dead after a kernel has run, because memory can grow. */
  get memory(): Uint8Array {
    if (this.#memory.length === 0) this.#memory = new Uint8Array(this.exports.memory.buffer);
    return this.#memory;
  }
}

/** An instance that nobody else uses; give it back when the file is through. */
export function borrowKernel(): Kernel {
  return idle.pop() ?? new Kernel();
}

export function giveBackKernel(kernel: Kernel): void {
  if (kernel.memory.length <= MAX_KEPT_IN_BYTES) idle.push(kernel);
}
