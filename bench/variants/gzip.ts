// gzip by the defaults of Node.
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { countText } from './text.ts';
import { drain, judged, openFile, type Variant } from './variant.ts';

/** Unpacked and thrown away. */
export const gunzip: Variant = (path) =>
  judged(async () => {
    let bytes = 0;
    await drain(openFile(path), createGunzip(), ({ length }: Buffer) => (bytes += length));
    return { verdict: 'PROCESSED', bytes };
  });

/** Unpacked, lines and words counted by readline. */
export const gunzipReadline: Variant = (path) =>
  judged(async () => {
    const unpacked = createGunzip();
    const [found] = await Promise.all([countText(unpacked), pipeline(openFile(path), unpacked)]);
    return found;
  });
