// Moments in the extended form of ISO 8601, with a zone, read from bytes and written in UTC.

const [ZERO, DASH, COLON, POINT, PLUS] = [0x30, 0x2d, 0x3a, 0x2e, 0x2b];
const [LETTER_T, LETTER_Z] = [0x54, 0x5a];
/** As far as a nanosecond; what is finer than a millisecond is cut. */
const MAX_FRACTION_DIGITS = 9;
const DAYS_OF_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const MINUTE_IN_MS = 60_000;
const DAY_IN_MS = 86_400_000;
/** Days from 0000-03-01 to 1970-01-01. */
const DAYS_TO_1970 = 719_468;
/** 400 years. */
const DAYS_OF_ERA = 146_097;
/** Index of the last digit of a moment that is written out. */
const LAST_DIGIT = 22;

/** Two digits, or NaN, which no comparison lets through. */
function two(bytes: Uint8Array, at: number): number {
  const high = (bytes[at] as number) - ZERO;
  const low = (bytes[at + 1] as number) - ZERO;
  return high >= 0 && high <= 9 && low >= 0 && low <= 9 ? high * 10 + low : NaN;
}

/** Days since 1970-01-01 in the Gregorian calendar; NaN when there is no such day. */
function dayNumber(year: number, month: number, day: number): number {
  if (!(month >= 1 && month <= 12)) return NaN;
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && isLeapYear ? 29 : (DAYS_OF_MONTH[month - 1] as number);
  if (!(year >= 0 && day >= 1 && day <= days)) return NaN;
  // Years that begin in March, so that the leap day is the last one of its year.
  const shifted = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    365 * shifted +
    Math.floor(shifted / 4) -
    Math.floor(shifted / 100) +
    Math.floor(shifted / 400) +
    dayOfYear -
    DAYS_TO_1970
  );
}

/** Reads one text; one instance serves a whole file. */
export class PlacedAtReader {
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;

  /** Epoch milliseconds of `YYYY-MM-DDThh:mm[:ss[.fraction]]` with `Z` or `±hh:mm`; NaN when it is not that, or no real moment. */
  read(bytes: Uint8Array, start: number, end: number): number {
    this.#bytes = bytes;
    this.#at = start + 10;
    this.#end = end;
    const date = this.#date(start);
    const time = this.#time();
    const offset = this.#offset();
    return this.#at === end ? date * DAY_IN_MS + time - offset : NaN;
  }

  #date(at: number): number {
    const bytes = this.#bytes;
    if (bytes[at + 4] !== DASH || bytes[at + 7] !== DASH) return NaN;
    const year = two(bytes, at) * 100 + two(bytes, at + 2);
    return dayNumber(year, two(bytes, at + 5), two(bytes, at + 8));
  }

  /** Milliseconds since midnight. A leap second is refused: it has no place in epoch time. */
  #time(): number {
    const bytes = this.#bytes;
    const at = this.#at;
    if (bytes[at] !== LETTER_T || bytes[at + 3] !== COLON) return NaN;
    const hour = two(bytes, at + 1);
    const minute = two(bytes, at + 4);
    this.#at = at + 6;
    if (!(hour <= 23 && minute <= 59)) return NaN;
    const minutes = hour * 60 + minute;
    if (bytes[at + 6] !== COLON) return minutes * MINUTE_IN_MS;
    const second = two(bytes, at + 7);
    this.#at = at + 9;
    return second <= 59 ? minutes * MINUTE_IN_MS + second * 1000 + this.#fraction() : NaN;
  }

  #fraction(): number {
    if (this.#bytes[this.#at] !== POINT) return 0;
    let ms = 0;
    let digits = 0;
    for (this.#at += 1; this.#at < this.#end; this.#at += 1, digits += 1) {
      const digit = (this.#bytes[this.#at] as number) - ZERO;
      if (digit < 0 || digit > 9) break;
      if (digits < 3) ms = ms * 10 + digit;
    }
    if (digits === 0 || digits > MAX_FRACTION_DIGITS) return NaN;
    return digits === 1 ? ms * 100 : digits === 2 ? ms * 10 : ms;
  }

  /** Milliseconds by which the zone is ahead of UTC. */
  #offset(): number {
    const sign = this.#bytes[this.#at];
    if (sign === LETTER_Z) {
      this.#at += 1;
      return 0;
    }
    if ((sign !== PLUS && sign !== DASH) || this.#bytes[this.#at + 3] !== COLON) return NaN;
    const hours = two(this.#bytes, this.#at + 1);
    const minutes = two(this.#bytes, this.#at + 4);
    this.#at += 6;
    if (!(hours <= 23 && minutes <= 59)) return NaN;
    const ahead = (hours * 60 + minutes) * MINUTE_IN_MS;
    return sign === PLUS ? ahead : -ahead;
  }
}

/** Writes moments as `2026-11-21T10:00:00.000Z`. */
export class PlacedAtWriter {
  readonly text = Buffer.from('1970-01-01T00:00:00.000Z');
  #day = 0;

  /** Leaves the text of a moment from 1970 to 9999 in `text`. */
  write(time: number): void {
    const day = Math.floor(time / DAY_IN_MS);
    if (day !== this.#day) this.#writeDate(day);
    const ms = time - day * DAY_IN_MS;
    const seconds = Math.floor(ms / 1000);
    const minutes = Math.floor(seconds / 60);
    const hours = Math.floor(minutes / 60);
    this.#two(11, hours);
    this.#two(14, minutes - hours * 60);
    this.#two(17, seconds - minutes * 60);
    const fraction = ms - seconds * 1000;
    const hundredths = Math.floor(fraction / 10);
    this.#two(20, hundredths);
    this.text[LAST_DIGIT] = ZERO + fraction - hundredths * 10;
  }

  /** `day` is counted from 1970-01-01; years begin in March on the way, as in dayNumber. */
  #writeDate(day: number): void {
    this.#day = day;
    const days = day + DAYS_TO_1970;
    const era = Math.floor(days / DAYS_OF_ERA);
    const dayOfEra = days - era * DAYS_OF_ERA;
    // Days of an era without its leap days, so that all years are of one length.
    const even =
      dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096);
    const year = Math.floor(even / 365);
    const dayOfYear = dayOfEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
    const month = Math.floor((5 * dayOfYear + 2) / 153);
    const fullYear = era * 400 + year + (month < 10 ? 0 : 1);
    this.#two(0, Math.floor(fullYear / 100));
    this.#two(2, fullYear % 100);
    this.#two(5, month < 10 ? month + 3 : month - 9);
    this.#two(8, dayOfYear - Math.floor((153 * month + 2) / 5) + 1);
  }

  #two(at: number, value: number): void {
    const tens = Math.floor(value / 10);
    this.text[at] = ZERO + tens;
    this.text[at + 1] = ZERO + value - tens * 10;
  }
}
