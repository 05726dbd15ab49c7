// Reads the delimiter off the header row.

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;
/** In order of preference, for a header that shows several equally often. */
const CANDIDATES = [',', ';', '\t', '|'] as const;

export type Delimiter = (typeof CANDIDATES)[number];

/** The first row that is not blank, as far as `head` holds it, without what stands in quotes. */
function headerOutsideQuotes(head: Buffer): number[] {
  const bytes: number[] = [];
  let inQuotes = false;
  for (const byte of head) {
    if (byte === QUOTE) inQuotes = !inQuotes;
    if (inQuotes || (byte === CR && bytes.length === 0)) continue;
    if (byte === LF && bytes.length > 0) break;
    if (byte !== LF) bytes.push(byte);
  }
  return bytes;
}

/** The candidate that stands most often in the header, outside quotes; a comma when none does. */
export function findDelimiter(head: Buffer): Delimiter {
  const header = headerOutsideQuotes(head);
  const count = (candidate: string) => header.filter((byte) => byte === candidate.charCodeAt(0)).length;
  const counts = CANDIDATES.map(count);
  return CANDIDATES[counts.indexOf(Math.max(...counts))] ?? ',';
}
