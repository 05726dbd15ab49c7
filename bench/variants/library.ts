// The product with the library readers in place of the kernels: the same checks, limits and counts, so that only the reader makes the difference.
import { measureWith, READERS } from '../../lambda/core/formats/index.ts';
import { createCsvReferenceReader } from '../../lambda/core/formats/reference/csv-reference.ts';
import { createJsonReferenceReader } from '../../lambda/core/formats/reference/json-reference.ts';
import { createNdjsonReferenceReader } from '../../lambda/core/formats/reference/ndjson-reference.ts';
import { createXmlReferenceReader } from '../../lambda/core/formats/reference/xml-reference.ts';

export const measureByLibraries = measureWith({
  ...READERS,
  'text/csv': createCsvReferenceReader,
  'application/json': createJsonReferenceReader,
  'application/x-ndjson': createNdjsonReferenceReader,
  'application/xml': createXmlReferenceReader,
});
