// CSV after RFC 4180, with the delimiter that the header shows; LF or CR LF ends a row, blank lines are ignored.
export { createCsvReferenceReader as createCsvReader } from './reference/csv-reference.ts';
