// JSON arrays and NDJSON by the usual ways of Node.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import streamArrayOf from 'stream-json/streamers/stream-array.js';
import { drain, judged, openFile, SMALL_CHUNK_IN_BYTES, type Variant } from './variant.ts';

/** Element by element. */
export const streamJson: Variant = (path) =>
  judged(async () => {
    let records = 0;
    await drain(
      openFile(path, SMALL_CHUNK_IN_BYTES),
      streamArrayOf.withParserAsStream(),
      () => (records += 1),
    );
    return { verdict: 'PROCESSED', records };
  });

/** The whole file at once; only up to 512 MiB, the longest string of V8. */
export const jsonParse: Variant = (path) =>
  judged(async () => {
    const value = JSON.parse(await readFile(path, 'utf8')) as unknown;
    return { verdict: 'PROCESSED', records: Array.isArray(value) ? value.length : 1 };
  });

/** readline and JSON.parse of every line that is not blank. */
export const ndjsonReadline: Variant = (path) =>
  judged(async () => {
    let records = 0;
    let fault: unknown;
    const reader = createInterface({ input: openFile(path), crlfDelay: Infinity });
    reader.on('line', (line) => {
      if (line.trim() === '') return;
      records += 1;
      try {
        JSON.parse(line);
      } catch (error) {
        fault ??= error;
      }
    });
    await once(reader, 'close');
    if (fault) throw fault;
    return { verdict: 'PROCESSED', records };
  });
