// One amount, read as text: never through a double, so that no digit can change.
import { MAX_FRACTION_DIGITS, MAX_INTEGER_DIGITS } from './order-limits.ts';
import type { LineBuffer } from './line-buffer.ts';

const [ZERO, MINUS, POINT] = [0x30, 0x2d, 0x2e];
/** `E` in lower case. */
const LETTER_E = 0x65;
const LOWER_CASE = 0x20;
/** Numbers of JSON may have an exponent (Java writes 12345678.9 as 1.23456789E7); beyond this one none can be an amount. */
const MAX_EXPONENT = MAX_INTEGER_DIGITS + MAX_FRACTION_DIGITS;
/** So many digits are exact in a number. */
const SAFE_DIGITS = 15;

/** The index behind the digits that begin at `at`. */
function skipDigits(bytes: Uint8Array, at: number, end: number): number {
  let next = at;
  while (next < end && (bytes[next] as number) >= ZERO && (bytes[next] as number) <= ZERO + 9) next += 1;
  return next;
}

export class Decimal {
  mayHaveExponent = false;
  /** It is written as JSON writes a number, without an exponent unless that was allowed. */
  isDecimal = false;
  isNegative = false;
  /** It has no more digits than an amount may have. */
  isWithinLimits = false;
  #bytes: Uint8Array = new Uint8Array(0);
  #start = 0;
  #integerEnd = 0;
  #fraction = 0;
  /** Behind the last digit that is not a zero. */
  #fractionEnd = 0;

  /** Decimals that are needed to write it. */
  get decimals(): number {
    return this.#fractionEnd - this.#fraction;
  }

  read(bytes: Uint8Array, start: number, end: number): void {
    this.isNegative = bytes[start] === MINUS && start < end;
    const at = this.#readPlain(bytes, this.isNegative ? start + 1 : start, end);
    if (at === end || !this.isDecimal) return;
    if (this.mayHaveExponent && ((bytes[at] as number) | LOWER_CASE) === LETTER_E) {
      this.#applyExponent(bytes, at + 1, end);
    } else {
      this.isDecimal = false;
    }
  }

  /** Its value in units of 10^-decimals, when a number can hold that exactly; otherwise NaN. */
  units(decimals: number): number {
    if (this.#integerEnd - this.#start + decimals > SAFE_DIGITS) return NaN;
    let value = 0;
    for (let at = this.#start; at < this.#integerEnd; at += 1) {
      value = value * 10 + (this.#bytes[at] as number) - ZERO;
    }
    for (let place = 0; place < decimals; place += 1) value = value * 10 + this.#fractionDigit(place);
    return value;
  }

  /** The same as text, whatever its size. */
  unitsAsText(decimals: number): string {
    let text = Buffer.from(this.#bytes.subarray(this.#start, this.#integerEnd)).toString('latin1');
    for (let place = 0; place < decimals; place += 1) text += this.#fractionDigit(place);
    return text;
  }

  /** Writes it with exactly so many decimals. */
  write(lines: LineBuffer, decimals: number): void {
    lines.text(this.#bytes, this.#start, this.#integerEnd);
    if (decimals === 0) return;
    lines.byte(POINT);
    for (let place = 0; place < decimals; place += 1) lines.byte(ZERO + this.#fractionDigit(place));
  }

  #fractionDigit(place: number): number {
    const at = this.#fraction + place;
    return at < this.#fractionEnd ? (this.#bytes[at] as number) - ZERO : 0;
  }

  /** Reads up to the end of what is a decimal, and returns that place. */
  #readPlain(bytes: Uint8Array, start: number, end: number): number {
    this.#bytes = bytes;
    this.#start = start;
    const integerEnd = (this.#integerEnd = skipDigits(bytes, start, end));
    const digits = integerEnd - start;
    this.isDecimal = digits > 0 && (digits === 1 || bytes[start] !== ZERO);
    let at = integerEnd;
    this.#fraction = at;
    if (at < end && bytes[at] === POINT) {
      this.#fraction = at + 1;
      at = skipDigits(bytes, this.#fraction, end);
      if (at === this.#fraction) this.isDecimal = false;
    }
    this.isWithinLimits = digits <= MAX_INTEGER_DIGITS && at - this.#fraction <= MAX_FRACTION_DIGITS;
    this.#trim(at);
    return at;
  }

  #trim(end: number): void {
    let last = end;
    while (last > this.#fraction && this.#bytes[last - 1] === ZERO) last -= 1;
    this.#fractionEnd = last;
  }

  /** Writes the number without its exponent and reads that. `at` is behind the letter. */
  #applyExponent(bytes: Uint8Array, at: number, end: number): void {
    const exponent = Number(Buffer.from(bytes.subarray(at, end)).toString('latin1'));
    this.isWithinLimits &&= Math.abs(exponent) <= MAX_EXPONENT;
    if (!this.isWithinLimits) return;
    const integer = this.unitsAsText(0);
    const fraction = this.unitsAsText(this.decimals).slice(integer.length);
    const digits = '0'.repeat(MAX_EXPONENT) + integer + fraction + '0'.repeat(MAX_EXPONENT);
    const point = MAX_EXPONENT + integer.length + exponent;
    const whole = digits.slice(0, point).replace(/^0+(?=\d)/, '');
    const rest = digits.slice(point).replace(/0+$/, '');
    const plain = Buffer.from(rest === '' ? whole : `${whole}.${rest}`, 'latin1');
    this.#readPlain(plain, 0, plain.length);
  }
}
