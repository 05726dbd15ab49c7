// Zips files so that the same contents always give the same bytes, on every machine and in every time zone.
import { zipSync, type Zippable } from 'fflate';

/** First moment that a zip can express. Local components on purpose: fflate writes local time, so no time zone shows. */
const FIXED_TIME = new Date(1980, 0, 1);
const UNIX = 3;
/** rw-r--r-- of a regular file; the Lambda runtime reads the files as another user. */
const FILE_MODE = 0o100644;

/** Entries are sorted by code unit, so that the order does not depend on who collected them. */
export function zipFiles(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const entries: Zippable = {};
  for (const name of [...files.keys()].sort()) {
    entries[name] = [
      files.get(name) ?? new Uint8Array(),
      { mtime: FIXED_TIME, os: UNIX, attrs: FILE_MODE << 16 },
    ];
  }
  return zipSync(entries, { level: 9 });
}
