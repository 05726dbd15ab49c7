// The lines of an order in JSON: found while the order is read, taken when it is whole.
import type { ContentWindow } from './content-window.ts';
import { decodeField, forEachFault, JsonMembers } from './json-members.ts';
import { CLOSE_BRACKET, COMMA, OPEN_BRACE, OPEN_BRACKET } from './json-scan.ts';
import type { JsonScan } from './json-scan.ts';
import { Names } from './names.ts';
import type { OrderAssembler } from './order-assembler.ts';
import { FIELDS, ORDER_FIELD_COUNT, SPAN } from './order-values.ts';
import { SHAPE_RULES } from './shape-rules.ts';

const FIELD_COUNT = FIELDS.length - ORDER_FIELD_COUNT;
const NAMES = new Names({ sku: 0, quantity: 1, unitPrice: 2 });
/** Numbers that are kept of a line: the places of its fields, then its faults. */
const LINE_SIZE = FIELD_COUNT * SPAN + 1;
/** Instead of faults: the line is no object. */
const NO_OBJECT = -1;
const FIRST_ROOM = 16;

export class JsonLines {
  /** False when what was read as lines is no array. */
  isArray = false;
  #count = 0;
  #spans = new Int32Array(FIRST_ROOM * LINE_SIZE);
  readonly #window: ContentWindow;
  readonly #scan: JsonScan;
  readonly #members: JsonMembers;

  readonly #maxKept: number;

  /** Of the lines behind the first `maxKept`, only their number matters. */
  constructor(window: ContentWindow, scan: JsonScan, maxKept: number) {
    this.#window = window;
    this.#maxKept = maxKept;
    this.#scan = scan;
    this.#members = new JsonMembers(window, scan, { names: NAMES, fieldCount: FIELD_COUNT });
  }

  /** Nothing is known of the next order's lines yet. */
  clear(): void {
    this.#count = 0;
    this.isArray = false;
  }

  /** Walks over the value at `from`; returns the index behind it, or -1. */
  read(from: number): number {
    const { bytes } = this.#window;
    const scan = this.#scan;
    this.isArray = bytes[from] === OPEN_BRACKET;
    if (!this.isArray) return scan.skipValue(from);
    let at = scan.skipWhite(from + 1);
    while (bytes[at] !== CLOSE_BRACKET) {
      if (bytes[at] === 0) return -1;
      at = this.#readLine(at);
      if (at < 0) return -1;
      at = scan.skipWhite(at);
      if (bytes[at] === COMMA) at = scan.skipWhite(at + 1);
    }
    return at + 1;
  }

  /** Hands all lines to the assembler; `line` is the line of the file on which the order begins. */
  take(assembler: OrderAssembler, line: number): void {
    for (let index = 0; index < this.#count; index += 1) this.#takeLine(assembler, line, index);
  }

  #readLine(from: number): number {
    if (this.#count <= this.#maxKept) this.#count += 1;
    const base = (this.#count - 1) * LINE_SIZE;
    if (base + LINE_SIZE > this.#spans.length) this.#grow();
    const isObject = this.#window.bytes[from] === OPEN_BRACE;
    const end = isObject ? this.#members.read(from, this.#spans, base) : this.#scan.skipValue(from);
    this.#spans[base + LINE_SIZE - 1] = isObject ? this.#members.faults : NO_OBJECT;
    return end;
  }

  #grow(): void {
    const larger = new Int32Array(this.#spans.length * 2);
    larger.set(this.#spans);
    this.#spans = larger;
  }

  #takeLine(assembler: OrderAssembler, line: number, index: number): void {
    const base = index * LINE_SIZE;
    const faults = this.#spans[base + LINE_SIZE - 1] as number;
    if (faults === NO_OBJECT) {
      if (assembler.skipLine()) assembler.breach(SHAPE_RULES.lineType, { orderLine: index + 1 });
      return;
    }
    if (faults !== 0 && assembler.hasRoomForLine) tellFaults(assembler, faults, index + 1);
    for (let field = 0; field < FIELD_COUNT; field += 1) {
      assembler.values.copy(ORDER_FIELD_COUNT + field, this.#spans, base + field * SPAN);
      decodeField(assembler.values, ORDER_FIELD_COUNT + field);
    }
    assembler.addLine(line);
  }
}

function tellFaults(assembler: OrderAssembler, faults: number, orderLine: number): void {
  forEachFault(faults, {
    unknown: () => assembler.breach(SHAPE_RULES.unknownInLine, { orderLine }),
    duplicate: (field) => {
      const name = FIELDS[ORDER_FIELD_COUNT + field] as string;
      assembler.breach(SHAPE_RULES.duplicate, { field: name, orderLine });
    },
  });
}
