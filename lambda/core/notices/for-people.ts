// Numbers, sizes, times and facts as people read them in a plain text.

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];
const STEP = 1000;

/** `1,234 files`, `1 file`. */
export function countText(value: number, one: string): string {
  return `${numberText(value)} ${one}${value === 1 ? '' : 's'}`;
}

/** `1,234.5`: as `toLocaleString('en-US')` writes it, whose first call sets up the tables of languages and takes a fifteenth of a cold start. */
export function numberText(value: number): string {
  const [whole = '', fraction] = String(Math.round(value * 1000) / 1000).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** `12 B`, `1.2 MB`. */
export function bytesText(bytes: number): string {
  const steps = bytes < STEP ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${steps === 0 ? bytes : (bytes / STEP ** steps).toFixed(1)} ${UNITS[steps]}`;
}

/** `12 bytes`, `1.2 MB (1,234,567 bytes)`. */
export function sizeText(bytes: number): string {
  const exact = countText(bytes, 'byte');
  return bytes < STEP ? exact : `${bytesText(bytes)} (${exact})`;
}

/** `2026-11-21 10:00:01 UTC`, of an ISO time; anything else stays as it is. */
export function timeText(iso: string): string {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(iso) ?? [];
  return day === undefined ? iso : `${day} ${time} UTC`;
}

/** A name and its value; a fact without a value is left out. */
export type Fact = readonly [name: string, value: string | undefined];

/** One line a fact, the values below each other. */
export function factLines(facts: readonly Fact[]): string[] {
  const known = facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
  const width = Math.max(0, ...known.map(([name]) => name.length));
  return known.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}
