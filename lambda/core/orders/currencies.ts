// Currencies of ISO 4217 and their decimals, looked up by the bytes of the code.
import { data } from 'currency-codes';

const A = 0x41;
const LETTERS = 26;

/**
 * ISO 4217 gives these no minor unit ("N.A."): metals, units of account, the code for tests and the code for no currency.
 * An amount in them has no defined decimals, so no order can be in them.
 */
const WITHOUT_MINOR_UNIT = new Set('XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX'.split(' '));

const DECIMALS = new Int8Array(LETTERS ** 3).fill(-1);
for (const { code, digits } of data) {
  if (!WITHOUT_MINOR_UNIT.has(code)) DECIMALS[indexOf(Buffer.from(code), 0)] = digits;
}

/** Number of a code of three capital letters; NaN for anything else. */
function indexOf(bytes: Uint8Array, at: number): number {
  return (letter(bytes, at) * LETTERS + letter(bytes, at + 1)) * LETTERS + letter(bytes, at + 2);
}

/** 0 to 25, or NaN. */
function letter(bytes: Uint8Array, at: number): number {
  const index = (bytes[at] as number) - A;
  return index >= 0 && index < LETTERS ? index : NaN;
}

/** Number under which a currency is known here; -1 when the text is not the code of one that orders may have. */
export function findCurrency(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== 3) return -1;
  const index = indexOf(bytes, start);
  return Number.isNaN(index) || (DECIMALS[index] as number) < 0 ? -1 : index;
}

/** Decimals of a currency that `findCurrency` found. */
export function decimalsOf(currency: number): number {
  return DECIMALS[currency] as number;
}

/** Code of a currency that `findCurrency` found. */
export function codeOf(currency: number): string {
  const letters = [currency / LETTERS ** 2, (currency / LETTERS) % LETTERS, currency % LETTERS];
  return String.fromCharCode(...letters.map((index) => A + Math.floor(index)));
}
