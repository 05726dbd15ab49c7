// JSON after RFC 8259, strictly: one value.
export { createJsonReferenceReader as createJsonReader } from './reference/json-reference.ts';
