// Orders in JSON: the elements of an array, or one value a line (NDJSON). The content is known to be sound.
import type { ContentWindow } from './content-window.ts';
import { decodeField, forEachFault, JsonMembers } from './json-members.ts';
import { CLOSE_BRACKET, COMMA, JsonScan, OPEN_BRACE, OPEN_BRACKET } from './json-scan.ts';
import { JsonLines } from './json-lines.ts';
import { Names } from './names.ts';
import type { OrderAssembler } from './order-assembler.ts';
import {
  ABSENT,
  CHANNEL,
  CURRENCY,
  CUSTOMER_ID,
  FIELDS,
  ORDER_FIELD_COUNT,
  ORDER_ID,
  PLACED_AT,
  SPAN,
  TOTAL,
} from './order-values.ts';
import type { CreateRecordReader, RecordReader } from './record-reader.ts';
import { SHAPE_RULES } from './shape-rules.ts';

/** The lines are a field of the order here, behind the others. */
const LINES = ORDER_FIELD_COUNT;
const NAMES = new Names({
  orderId: ORDER_ID,
  customerId: CUSTOMER_ID,
  placedAt: PLACED_AT,
  currency: CURRENCY,
  channel: CHANNEL,
  total: TOTAL,
  lines: LINES,
});

const FIELDS_AND_LINES = [...FIELDS.slice(0, ORDER_FIELD_COUNT), 'lines'];

class JsonOrders implements RecordReader {
  readonly #window: ContentWindow;
  readonly #assembler: OrderAssembler;
  readonly #scan: JsonScan;
  readonly #members: JsonMembers;
  readonly #lines: JsonLines;
  readonly #spans = new Int32Array((LINES + 1) * SPAN);
  /** Line of the file at the start of the window. */
  #line = 1;
  /** `root`: the bracket of the array is still to come. `over`: nothing that follows is read. */
  #phase: 'root' | 'records' | 'over';

  constructor(window: ContentWindow, assembler: OrderAssembler, isArray: boolean) {
    this.#window = window;
    this.#assembler = assembler;
    this.#phase = isArray ? 'root' : 'records';
    this.#scan = new JsonScan(window);
    this.#lines = new JsonLines(window, this.#scan, assembler.limits.maxLinesPerOrder);
    this.#members = new JsonMembers(window, this.#scan, {
      names: NAMES,
      fieldCount: LINES + 1,
      nested: { field: LINES, read: (from) => this.#lines.read(from) },
    });
  }

  step(isLast: boolean): boolean {
    const window = this.#window;
    this.#scan.isLast = isLast;
    if (this.#phase === 'over') window.start = window.end;
    this.#moveTo(this.#scan.skipWhite(window.start));
    if (window.length === 0) return false;
    if (this.#phase === 'root') return this.#readRoot();
    const byte = window.bytes[window.start];
    if (byte !== COMMA && byte !== CLOSE_BRACKET) return this.#readRecord(byte === OPEN_BRACE);
    if (byte === CLOSE_BRACKET) this.#phase = 'over';
    this.#moveTo(window.start + 1);
    return true;
  }

  /** What stands before `end` is done with. */
  #moveTo(end: number): void {
    this.#window.start = end;
    this.#line += this.#scan.lineFeeds;
    this.#scan.lineFeeds = 0;
  }

  #readRoot(): boolean {
    const isArray = this.#window.bytes[this.#window.start] === OPEN_BRACKET;
    this.#phase = isArray ? 'records' : 'over';
    if (!isArray) this.#assembler.breachOfFile(SHAPE_RULES.root, this.#line);
    this.#moveTo(this.#window.start + 1);
    return true;
  }

  #readRecord(isObject: boolean): boolean {
    const { start } = this.#window;
    this.#lines.clear();
    const end = isObject ? this.#members.read(start, this.#spans, 0) : this.#scan.skipValue(start);
    if (end < 0) {
      this.#scan.lineFeeds = 0;
      return false;
    }
    this.#assembler.begin(this.#line);
    if (isObject) this.#takeOrder();
    else this.#assembler.breach(SHAPE_RULES.isOrder);
    this.#assembler.close();
    this.#moveTo(end);
    return true;
  }

  #takeOrder(): void {
    const assembler = this.#assembler;
    if (!assembler.isWithinLimit) return;
    const { values } = assembler;
    values.bytes = this.#window.bytes;
    if (this.#members.faults !== 0) this.#tellFaults(this.#members.faults);
    for (let field = 0; field < ORDER_FIELD_COUNT; field += 1) {
      values.copy(field, this.#spans, field * SPAN);
      decodeField(values, field);
    }
    assembler.open();
    if (this.#spans[LINES * SPAN + 2] !== ABSENT && !this.#lines.isArray) assembler.refuseLines();
    else this.#lines.take(assembler, this.#line);
  }

  #tellFaults(faults: number): void {
    forEachFault(faults, {
      unknown: () => this.#assembler.breach(SHAPE_RULES.unknownInOrder),
      duplicate: (field) => {
        this.#assembler.breach(SHAPE_RULES.duplicate, { field: FIELDS_AND_LINES[field] as string });
      },
    });
  }
}

/** Reads orders in a JSON array. */
export const createJsonOrders: CreateRecordReader = (window, assembler) =>
  new JsonOrders(window, assembler, true);

/** Reads orders in NDJSON. */
export const createNdjsonOrders: CreateRecordReader = (window, assembler) =>
  new JsonOrders(window, assembler, false);
