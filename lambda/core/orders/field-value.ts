// What is known of one value once its bytes have been looked at; the rules judge by this.
import { findCurrency } from './currencies.ts';
import { Decimal } from './decimal.ts';
import {
  ABSENT,
  CHANNEL,
  CURRENCY,
  NUMBER,
  PLACED_AT,
  QUANTITY,
  SPAN,
  TOTAL,
  UNIT_PRICE,
} from './order-values.ts';
import type { OrderValues } from './order-values.ts';
import { Names } from './names.ts';
import { PlacedAtReader } from './placed-at.ts';

const CHANNELS = new Names({ web: 1, mobile: 2, partner: 3 });
const ZERO = 0x30;
const [SPACE, DELETE, FIRST_MULTI_BYTE] = [0x20, 0x7f, 0x80];
/** A larger quantity is not counted out; every limit is below it. */
const MANY = 1e12;

/** One instance serves a whole file: it is filled anew for every value. */
export class FieldValue {
  kind: number = ABSENT;
  isEmpty = true;
  /** Unicode characters of an id. */
  characters = 0;
  /** An id of printable characters only: no control character, no line separator, no half of a surrogate pair. */
  isPrintable = false;
  /** Epoch milliseconds of `placedAt`; NaN when it is no moment. */
  time = NaN;
  /** As findCurrency tells it. */
  currency = -1;
  isChannel = false;
  /** NaN when it is not a whole number without sign and leading zeros. */
  quantity = NaN;
  readonly amount = new Decimal();
  readonly #placedAt = new PlacedAtReader();
  #bytes: Uint8Array = new Uint8Array(0);
  #start = 0;
  #end = 0;

  /** Looks at a value. */
  read(values: OrderValues, field: number): void {
    this.#bytes = values.bytes;
    this.#start = values.spans[field * SPAN] as number;
    this.#end = values.spans[field * SPAN + 1] as number;
    this.kind = values.spans[field * SPAN + 2] as number;
    this.isEmpty = this.#start === this.#end || this.kind === ABSENT;
    if (!this.isEmpty) this.#look(field);
  }

  #look(field: number): void {
    switch (field) {
      case PLACED_AT:
        this.time = this.#placedAt.read(this.#bytes, this.#start, this.#end);
        break;
      case CURRENCY:
        this.currency = findCurrency(this.#bytes, this.#start, this.#end);
        break;
      case CHANNEL:
        this.isChannel = CHANNELS.find(this.#bytes, this.#start, this.#end) > 0;
        break;
      case QUANTITY:
        this.#lookAtQuantity();
        break;
      case TOTAL:
      case UNIT_PRICE:
        this.amount.mayHaveExponent = this.kind === NUMBER;
        this.amount.read(this.#bytes, this.#start, this.#end);
        break;
      default:
        this.#lookAtId();
    }
  }

  #lookAtId(): void {
    const bytes = this.#bytes;
    let characters = 0;
    let isPrintable = true;
    for (let at = this.#start; at < this.#end; at += 1) {
      const byte = bytes[at] as number;
      if (byte < FIRST_MULTI_BYTE) {
        characters += 1;
        if (byte < SPACE || byte === DELETE) isPrintable = false;
      } else if ((byte & 0xc0) !== 0x80) {
        characters += 1;
        if (isHidden(bytes, at)) isPrintable = false;
      }
    }
    this.characters = characters;
    this.isPrintable = isPrintable;
  }

  #lookAtQuantity(): void {
    const bytes = this.#bytes;
    let value = bytes[this.#start] === ZERO && this.#end - this.#start > 1 ? NaN : 0;
    for (let at = this.#start; at < this.#end; at += 1) {
      const digit = (bytes[at] as number) - ZERO;
      value = digit >= 0 && digit <= 9 ? Math.min(MANY, value * 10 + digit) : NaN;
    }
    this.quantity = value;
  }
}

/** Characters of several bytes that cannot be seen: U+0080 to U+009F, the line separators U+2028 and U+2029, halves of surrogate pairs. */
function isHidden(bytes: Uint8Array, at: number): boolean {
  const [lead, second, third] = [bytes[at], bytes[at + 1] as number, bytes[at + 2]];
  if (lead === 0xc2) return second < 0xa0;
  if (lead === 0xe2) return second === 0x80 && (third === 0xa8 || third === 0xa9);
  return lead === 0xed && second >= 0xa0;
}
