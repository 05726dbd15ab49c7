// Writes one order as one normalized line of JSON.
import type { Decimal } from './decimal.ts';
import type { ExactSum } from './exact-sum.ts';
import { LineBuffer, pieceOf } from './line-buffer.ts';
import { CHANNEL, CURRENCY, CUSTOMER_ID, ORDER_ID, QUANTITY, SKU, SPAN } from './order-values.ts';
import type { Piece } from './line-buffer.ts';
import type { OrderValues } from './order-values.ts';
import { PlacedAtWriter } from './placed-at.ts';

/** What stands around the values. */
const TO_ORDER_ID = pieceOf('{"orderId":"');
const TO_CUSTOMER_ID = pieceOf('","customerId":"');
const TO_PLACED_AT = pieceOf('","placedAt":"');
const TO_CURRENCY = pieceOf('","currency":"');
const TO_CHANNEL = pieceOf('","channel":"');
const TO_LINES = pieceOf('","lines":[');
const TO_SKU = pieceOf('{"sku":"');
const TO_NEXT_SKU = pieceOf(',{"sku":"');
const TO_QUANTITY = pieceOf('","quantity":');
const TO_UNIT_PRICE = pieceOf(',"unitPrice":"');
const TO_END_OF_LINE = pieceOf('"}');
const TO_TOTAL = pieceOf('],"total":"');
const TO_END = pieceOf('"}\n');

/** Every value that is written has been found good, so it is printable. */
export class OrderLine {
  readonly buffer = new LineBuffer();
  readonly #placedAt = new PlacedAtWriter();

  /** Everything up to the lines. */
  open(values: OrderValues, placedAt: number): void {
    this.#value(TO_ORDER_ID, values, ORDER_ID);
    this.#value(TO_CUSTOMER_ID, values, CUSTOMER_ID);
    this.#placedAt.write(placedAt);
    this.buffer.piece(TO_PLACED_AT);
    this.buffer.raw(this.#placedAt.text);
    this.#value(TO_CURRENCY, values, CURRENCY);
    this.#value(TO_CHANNEL, values, CHANNEL);
    this.buffer.piece(TO_LINES);
  }

  /** The sku and the quantity of the next line of the order. */
  openLine(values: OrderValues, isFirst: boolean): void {
    this.#value(isFirst ? TO_SKU : TO_NEXT_SKU, values, SKU);
    this.#value(TO_QUANTITY, values, QUANTITY);
  }

  /** The rest of that line. */
  closeLine(unitPrice: Decimal, decimals: number): void {
    this.buffer.piece(TO_UNIT_PRICE);
    unitPrice.write(this.buffer, decimals);
    this.buffer.piece(TO_END_OF_LINE);
  }

  /** What stands behind the lines. */
  close(total: ExactSum, decimals: number): void {
    this.buffer.piece(TO_TOTAL);
    const { units } = total;
    if (Number.isNaN(units)) this.buffer.ascii(total.toText(decimals));
    else this.buffer.amount(units, decimals);
    this.buffer.piece(TO_END);
  }

  #value(before: Piece, { bytes, spans }: OrderValues, field: number): void {
    this.buffer.piece(before);
    this.buffer.text(bytes, spans[field * SPAN] as number, spans[field * SPAN + 1] as number);
  }
}
