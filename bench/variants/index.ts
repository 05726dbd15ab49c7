// Every variant by name. Each is loaded alone, so that a process holds the code of one only.
import type { Variant } from './variant.ts';

type Load = () => Promise<Variant>;

const ours: Load = async () => (await import('./ours.ts')).ours;

/** `<format>/<way>`; gzip is of text. */
export const NODE_VARIANTS = {
  'text/ours': ours,
  'text/readline': async () => (await import('./text.ts')).readline,
  'csv/ours': ours,
  'csv/csv-parse': async () => (await import('./csv.ts')).csvParse,
  'csv/csv-parse-arrays': async () => (await import('./csv.ts')).csvParseArrays,
  'csv/udsv': async () => (await import('./csv.ts')).udsv,
  'ndjson/ours': ours,
  'ndjson/readline': async () => (await import('./json.ts')).ndjsonReadline,
  'json/ours': ours,
  'json/stream-json': async () => (await import('./json.ts')).streamJson,
  'json/json-parse': async () => (await import('./json.ts')).jsonParse,
  'xml/ours': ours,
  'xml/saxes': async () => (await import('./xml.ts')).saxes,
  'gzip/ours': ours,
  'gzip/gunzip': async () => (await import('./gzip.ts')).gunzip,
  'gzip/gunzip-readline': async () => (await import('./gzip.ts')).gunzipReadline,
} satisfies Record<string, Load>;

export type NodeVariant = keyof typeof NODE_VARIANTS;
