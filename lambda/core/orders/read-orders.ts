// Reads the orders of one file as its content passes: rules, totals, ids, and the normalized lines into a sink.
import type { Limits } from '../limits.ts';
import type { FileType } from '../outcome.ts';
import { ContentWindow, PIECE_IN_BYTES } from './content-window.ts';
import { createCsvOrders } from './csv-orders.ts';
import { createJsonOrders, createNdjsonOrders } from './json-orders.ts';
import { OrderAssembler } from './order-assembler.ts';
import type { OrderIdSet } from './order-id-set.ts';
import { DEFAULT_ORDER_LIMITS } from './order-limits.ts';
import type { OrderLimits } from './order-limits.ts';
import type { CreateRecordReader, RecordReader } from './record-reader.ts';
import type { OrderViolation } from './violations.ts';
import { createXmlOrders } from './xml-orders.ts';

export type { OrderViolation };

export type OrdersPolicy = 'reject' | 'accept-valid';

/** Gets the normalized lines in the order of the file, many at a time; it may keep the buffers. The next ones wait for the promise. */
export interface OrderSink {
  write(lines: Buffer): Promise<void>;
}

export interface OrdersOptions {
  fileType: FileType;
  /** Epoch milliseconds; orders of later than this are refused. */
  now: number;
  policy: OrdersPolicy;
  sink: OrderSink;
  /** Those that the format reader holds the file to: a record is never larger, so it is not measured again. */
  limits: Limits;
  /** Of the orders; tests pass smaller ones. */
  orderLimits?: OrderLimits;
}

/** What the orders of one file came to. */
export interface OrdersResult {
  /** Good orders; with `accept-valid`, or without any violation, so many lines were written. */
  orderCount: number;
  /** Orders with a violation. */
  invalidCount: number;
  violationCount: number;
  /** The first violations. */
  errors: OrderViolation[];
  /** Currency to exact sum of the good orders; keys sorted. */
  totals: Record<string, string>;
  /** Of the good orders. */
  orderIds: OrderIdSet;
}

/** Sees the content of a file block by block, as the format reader finds it sound. */
export interface OrdersReading {
  /** `block` may be cut anywhere; it is copied, so it stays as it is only until the promise is settled. */
  write(block: Buffer): Promise<void>;
  /** After the last block of a sound file. */
  end(): Promise<OrdersResult>;
}

const READERS: Partial<Record<FileType, CreateRecordReader>> = {
  'text/csv': createCsvOrders,
  'application/json': createJsonOrders,
  'application/x-ndjson': createNdjsonOrders,
  'application/xml': createXmlOrders,
};

class Reading implements OrdersReading {
  readonly #window = new ContentWindow();
  readonly #assembler: OrderAssembler;
  readonly #reader: RecordReader;
  readonly #sink: OrderSink;
  readonly #policy: OrdersPolicy;
  /** With less than this in the window it is not tried again; see `#write`. */
  #enough = 0;

  constructor({ now, policy, sink, orderLimits }: OrdersOptions, createReader: CreateRecordReader) {
    const limits = orderLimits ?? DEFAULT_ORDER_LIMITS;
    this.#assembler = new OrderAssembler({ now, limits });
    this.#reader = createReader(this.#window, this.#assembler);
    this.#sink = sink;
    this.#policy = policy;
  }

  async write(block: Buffer): Promise<void> {
    for (let at = 0; at < block.length; at += PIECE_IN_BYTES) {
      this.#reader.retain?.();
      this.#window.append(block.subarray(at, at + PIECE_IN_BYTES));
      if (this.#window.length >= this.#enough) await this.#readWindow(false);
    }
  }

  async end(): Promise<OrdersResult> {
    await this.#readWindow(true);
    this.#reader.finish?.();
    await this.#flush();
    const { orderCount, invalidCount, violations, totals, ids } = this.#assembler;
    return {
      orderCount,
      invalidCount,
      violationCount: violations.count,
      errors: violations.first,
      totals: totals.toRecord(),
      orderIds: ids.ofGoodOrders,
    };
  }

  async #readWindow(isLast: boolean): Promise<void> {
    while (this.#reader.step(isLast)) {
      if (this.#assembler.line.buffer.isFull) await this.#flush();
    }
    // What is left is the beginning of a record, and will be read from its start: once there is half as much again, so that a large record
    // that comes in many blocks is not read as many times.
    this.#enough = 1.5 * this.#window.length;
  }

  async #flush(): Promise<void> {
    const lines = this.#assembler.line.buffer.take();
    const areUseless = this.#policy === 'reject' && this.#assembler.violations.count > 0;
    if (lines.length > 0 && !areUseless) await this.#sink.write(lines);
  }
}

/** Reads the orders of one file; the content must be of a type that can hold orders, and sound. */
export function readOrders(options: OrdersOptions): OrdersReading {
  const createReader = READERS[options.fileType];
  if (!createReader) throw new TypeError(`Files of the type ${options.fileType} cannot hold orders.`);
  return new Reading(options, createReader);
}
