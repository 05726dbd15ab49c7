// Keeps what a reader tells beyond the counts within the size that a row has room for.
import { MAX_DETAILS_IN_BYTES } from '../limits.ts';

/** Longest name that is kept whole, in characters; a longer one is cut and ends in an ellipsis. */
const MAX_NAME_IN_CHARACTERS = 100;
/** Part of `details` that one list of names may take; the rest is for the other facts. */
const MAX_NAMES_IN_BYTES = MAX_DETAILS_IN_BYTES - 2 * 1024;

/** Cuts on a code point, so that no half of a surrogate pair is left. */
export function shortName(name: string): string {
  if (name.length <= MAX_NAME_IN_CHARACTERS) return name;
  const kept = name.slice(0, MAX_NAME_IN_CHARACTERS - 1);
  return `${/[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}

/** The first names of the list, as many as there is room for. */
export function shortList(names: readonly string[]): string[] {
  const kept: string[] = [];
  let room = MAX_NAMES_IN_BYTES;
  for (const name of names) {
    const short = shortName(name);
    room -= Buffer.byteLength(JSON.stringify(short)) + 1;
    if (room < 0) break;
    kept.push(short);
  }
  return kept;
}
