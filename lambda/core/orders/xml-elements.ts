// What the elements and texts of an order feed mean: orders below the root, their lines below them, nothing else.
import type { ContentWindow } from './content-window.ts';
import { Names } from './names.ts';
import type { OrderAssembler } from './order-assembler.ts';
import { ABSENT, FIELDS, ORDER_FIELD_COUNT, PLAIN } from './order-values.ts';
import { SHAPE_RULES } from './shape-rules.ts';
import { XmlTag } from './xml-tag.ts';

const LINE_FIELD_COUNT = FIELDS.length - ORDER_FIELD_COUNT;
const [ORDERS, ORDER, LINE] = [0, 1, 2];
const ELEMENTS = new Names({ orders: ORDERS, order: ORDER, line: LINE });
/** Depths of elements: the root is at 1. */
const [AT_ROOT, AT_ORDER, AT_LINE] = [1, 2, 3];

function numbered(names: readonly string[]): Names {
  return new Names(Object.fromEntries(names.map((name, index) => [name, index])));
}

const ORDER_ATTRIBUTES = numbered(FIELDS.slice(0, ORDER_FIELD_COUNT));
const LINE_ATTRIBUTES = numbered(FIELDS.slice(ORDER_FIELD_COUNT));

export class XmlElements {
  /** The root is not that of orders; nothing in it is read. */
  isForeign = false;
  #depth = 0;
  readonly #window: ContentWindow;
  readonly #assembler: OrderAssembler;
  readonly #orderTag: XmlTag;
  readonly #lineTag: XmlTag;
  /** The record in work is an order. */
  #isOrder = false;
  /** The element below the order in work is one of its lines: which one, and on which line of the file. 0: it is none. */
  #orderLine = 0;
  #lineOfLine = 0;
  #lineCount = 0;
  /** What holds something that it must not hold is told of once. */
  #isRootTold = false;
  #isOrderTold = false;
  #isLineTold = false;

  constructor(window: ContentWindow, assembler: OrderAssembler) {
    this.#window = window;
    this.#assembler = assembler;
    this.#orderTag = new XmlTag(window, ORDER_ATTRIBUTES, ORDER_FIELD_COUNT);
    this.#lineTag = new XmlTag(window, LINE_ATTRIBUTES, LINE_FIELD_COUNT);
  }

  /** Finds the end of the start tag at the beginning of the window. Returns the index behind it; -1 when it is not whole. */
  scanStartTag(): number {
    return this.#nextTag().read();
  }

  /** Takes the start tag that has been scanned, which begins on this line of the file; its values are decoded in place. */
  takeStartTag(line: number): void {
    const tag = this.#nextTag();
    this.#depth += 1;
    this.#begin(tag, line);
    if (tag.isSelfClosed) this.end();
  }

  /** The element in work has ended. */
  end(): void {
    if (this.#depth === AT_ORDER) this.#assembler.close();
    if (this.#depth === AT_LINE) this.#orderLine = 0;
    this.#depth -= 1;
  }

  /** There is text in the element in work, on this line of the file. */
  text(line: number): void {
    if (this.#depth === AT_ROOT) this.#tellRoot(line);
    else if (this.#depth === AT_ORDER) this.#tellOrder(line);
    else if (this.#depth === AT_LINE) this.#tellLine(line);
  }

  #nextTag(): XmlTag {
    return this.#depth === AT_ROOT ? this.#orderTag : this.#lineTag;
  }

  #begin(tag: XmlTag, line: number): void {
    const name = ELEMENTS.find(this.#window.bytes, tag.nameStart, tag.nameEnd);
    if (this.#depth === AT_ROOT) this.#beginRoot(name, line);
    else if (this.#depth === AT_ORDER) this.#beginRecord(name, line);
    else if (this.#depth === AT_LINE) this.#beginBelowOrder(name, line);
    else if (this.#depth === AT_LINE + 1) this.#tellLine(line);
  }

  #beginRoot(name: number, line: number): void {
    this.isForeign = name !== ORDERS;
    if (this.isForeign) this.#assembler.breachOfFile(SHAPE_RULES.root, line);
  }

  #beginRecord(name: number, line: number): void {
    const assembler = this.#assembler;
    this.#isOrder = name === ORDER;
    this.#isOrderTold = false;
    this.#lineCount = 0;
    assembler.begin(line);
    if (!this.#isOrder) return assembler.breach(SHAPE_RULES.isOrder);
    if (this.#orderTag.hasUnknownAttribute) this.#tellOrder(line);
    this.#take(this.#orderTag, 0, ORDER_FIELD_COUNT);
    assembler.open();
  }

  #beginBelowOrder(name: number, line: number): void {
    if (!this.#isOrder) return;
    if (name !== LINE) return this.#tellOrder(line);
    this.#lineCount += 1;
    this.#lineOfLine = line;
    this.#orderLine = this.#assembler.hasRoomForLine ? this.#lineCount : 0;
    this.#isLineTold = false;
    if (this.#lineTag.hasUnknownAttribute) this.#tellLine(line);
    this.#take(this.#lineTag, ORDER_FIELD_COUNT, LINE_FIELD_COUNT);
    this.#assembler.addLine(this.#lineOfLine);
  }

  /** Puts the attributes into the order's values, from this field on. */
  #take(tag: XmlTag, firstField: number, count: number): void {
    const { values } = this.#assembler;
    values.bytes = this.#window.bytes;
    for (let attribute = 0; attribute < count; attribute += 1) {
      const start = tag.startOf(attribute);
      values.set(firstField + attribute, start, tag.decode(attribute));
      values.setKind(firstField + attribute, start === 0 ? ABSENT : PLAIN);
    }
  }

  #tellRoot(line: number): void {
    if (!this.#isRootTold) this.#assembler.breachOfFile(SHAPE_RULES.rootContent, line);
    this.#isRootTold = true;
  }

  #tellOrder(line: number): void {
    if (!this.#isOrder || this.#isOrderTold) return;
    this.#assembler.breach(SHAPE_RULES.unknownInOrder, { line });
    this.#isOrderTold = true;
  }

  #tellLine(line: number): void {
    if (this.#orderLine === 0 || this.#isLineTold) return;
    this.#assembler.breach(SHAPE_RULES.unknownInLine, { line, orderLine: this.#orderLine });
    this.#isLineTold = true;
  }
}
