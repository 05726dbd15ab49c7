// The type that a file claims by its name.
import type { FileType } from '../outcome.ts';

/** Extensions in lower case; the content decides whether the claim is true. */
export const TYPE_BY_EXTENSION: Readonly<Record<string, FileType>> = {
  csv: 'text/csv',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  jsonl: 'application/x-ndjson',
  xml: 'application/xml',
  txt: 'text/plain',
  log: 'text/plain',
  pdf: 'application/pdf',
};

const NAME = /\.([a-z]+)(\.gz)?$/i;

/** The type of a supported name, that of the packed file for `.gz`; application/octet-stream for every other name. */
export function typeOfName(fileName: string): FileType {
  const [, extension = '', packed] = NAME.exec(fileName) ?? [];
  const type = Object.hasOwn(TYPE_BY_EXTENSION, extension.toLowerCase())
    ? TYPE_BY_EXTENSION[extension.toLowerCase()]
    : undefined;
  // A PDF is packed in itself; only the text types are taken with `.gz`.
  return type === undefined || (packed && type === 'application/pdf') ? 'application/octet-stream' : type;
}
