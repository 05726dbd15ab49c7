// Decides what a file is: its name says what it should be, its first bytes whether it plainly is something else.
import type { FileType } from '../outcome.ts';
import { looksLikeJson, looksLikeXml } from './looks-like.ts';
import { PDF_HEADER, PDF_HEADER_WINDOW_IN_BYTES } from './pdf.ts';
import { Rejection } from './rejection.ts';
import { typeOfName } from './type-of-name.ts';

/** Every type but the unknown one. */
export type TypeWithReader = Exclude<FileType, 'application/octet-stream'>;

export interface NamedType {
  fileType: TypeWithReader;
  isGzip: boolean;
}

export const SUPPORTED = '.csv .json .ndjson .jsonl .xml .txt .log (each also with .gz) and .pdf';

/** What the name of the file promises; undefined when it is not a supported one. */
export function typeFromName(key: string): NamedType | undefined {
  const fileType = typeOfName(key);
  return fileType === 'application/octet-stream' ? undefined : { fileType, isGzip: /\.gz$/i.test(key) };
}

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);
const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
export const MARK_IN_BYTES = UTF8_MARK.length;
const UTF16_MARKS = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];
/** As much as file-type looks at by default. */
const SAMPLE_IN_BYTES = 4100;
const startsWith = (bytes: Buffer, prefix: Buffer) => bytes.subarray(0, prefix.length).equals(prefix);

/** Bytes of the UTF-8 byte order mark at the beginning: 3 or 0. */
export function markLength(head: Buffer): number {
  return startsWith(head, UTF8_MARK) ? MARK_IN_BYTES : 0;
}

/** Control characters other than white space and escape: no text has them, and every binary format has some in its first bytes. */
function isControl(byte: number): boolean {
  return byte < 0x20 && (byte < 0x09 || byte > 0x0d) && byte !== 0x1b;
}

/** Media type of a PDF or of a binary format that can be named; undefined for text and for the unknown. */
async function nameBinary(head: Buffer): Promise<string | undefined> {
  if (head.subarray(0, PDF_HEADER.length).toString('latin1') === PDF_HEADER) return 'application/pdf';
  if (startsWith(head, GZIP_MAGIC)) return 'application/gzip';
  const sample = head.subarray(0, SAMPLE_IN_BYTES);
  // Letters alone are no evidence: to file-type a CSV that begins with "BMW" is a bitmap.
  if (!sample.some(isControl)) return undefined;
  const { fileTypeFromBuffer } = await import('file-type/core');
  const found = await fileTypeFromBuffer(sample);
  return found && !/^text\/|xml/.test(found.mime) ? found.mime : undefined;
}

function mismatch(promised: string, detectedType: string): Rejection {
  const reason = `The name says ${promised}, but the content, from byte 0, is ${detectedType}.`;
  return new Rejection('TYPE_MISMATCH', reason, { detectedType });
}

/** Throws unless the stored bytes begin like gzip. A named other format is a mismatch; anything else counts as damaged gzip. */
export async function checkPacked(head: Buffer): Promise<void> {
  if (startsWith(head, GZIP_MAGIC)) return;
  const binary = await nameBinary(head);
  if (binary) throw mismatch('gzip', binary);
  throw new Rejection('MALFORMED_GZIP', 'The file is not gzip: the gzip signature is missing at byte 0.');
}

const HTML = /^\s*<(?:!doctype\s+)?html[\s>]/i;

const otherText = (text: string, isPlain: Record<'json' | 'xml', boolean>): string | undefined => {
  if (isPlain.xml && looksLikeXml(text)) return HTML.test(text) ? 'text/html' : 'application/xml';
  return isPlain.json && looksLikeJson(text) ? 'application/json' : undefined;
};

/** Text types, and which of the others their content must not plainly be. Plain text may be anything that is text. */
const FOREIGN: Partial<Record<TypeWithReader, Record<'json' | 'xml', boolean>>> = {
  'text/csv': { json: true, xml: true },
  'application/json': { json: false, xml: true },
  'application/x-ndjson': { json: false, xml: true },
  'application/xml': { json: true, xml: false },
  'application/pdf': { json: true, xml: true },
};

/** Throws when the (unpacked) content is plainly something else than the name says. `head` is its first block. */
export async function checkContent({ fileType, isGzip }: NamedType, head: Buffer): Promise<void> {
  if (fileType !== 'application/pdf') checkMarks(head);
  else if (head.subarray(0, PDF_HEADER_WINDOW_IN_BYTES).includes(PDF_HEADER)) return;
  const binary = await nameBinary(head);
  if (binary === 'application/gzip' && isGzip) {
    throw new Rejection(
      'LIMIT_EXCEEDED',
      'The gzip data holds gzip data again, from byte 0 of its content; one layer is allowed.',
    );
  }
  const foreign = FOREIGN[fileType];
  const detected =
    binary ?? (foreign && otherText(head.subarray(markLength(head)).toString('latin1'), foreign));
  if (detected) throw mismatch(fileType, detected);
}

function checkMarks(head: Buffer): void {
  if (!UTF16_MARKS.some((mark) => startsWith(head, mark))) return;
  throw new Rejection(
    'INVALID_ENCODING',
    'The file is UTF-16 (its byte order mark is at byte 0); text must be UTF-8.',
  );
}
