// NDJSON: every line that is not blank is one JSON value.
export { createNdjsonReferenceReader as createNdjsonReader } from './reference/ndjson-reference.ts';
