// PDF: pages and their words. The index of a PDF is at its end, so the whole file is held; it has a cap of its own.
import type { getDocumentProxy } from 'unpdf';
import { countWords } from './meter.ts';
import type { CreateReader, FormatReader, FormatResult, ReaderContext } from './reader.ts';
import { Rejection } from './rejection.ts';

/** Where viewers look for the header and for the end-of-file marker (ISO 32000-1, annex H.3). */
export const PDF_HEADER_WINDOW_IN_BYTES = 1024;
export const PDF_HEADER = '%PDF-';
const END_MARKER = '%%EOF';
/** pdf.js prints what it repairs unless told to print nothing. */
const SILENT = 0;

const malformed = (reason: string) => new Rejection('MALFORMED_PDF', reason);

class PdfReader implements FormatReader {
  readonly #bytes: Buffer;
  #length = 0;

  constructor({ sizeInBytes }: ReaderContext) {
    this.#bytes = Buffer.allocUnsafeSlow(sizeInBytes);
  }

  write(block: Buffer): void {
    this.#bytes.set(block, this.#length);
    this.#length += block.length;
  }

  async end(): Promise<FormatResult> {
    checkFrame(this.#bytes);
    // Loaded only when a PDF comes (1.6 MB), and outside the try below: a missing library is not the file's fault.
    const unpdf = await import('unpdf');
    await unpdf.getResolvedPDFJS();
    const place = encryptionPlace(this.#bytes);
    const data = new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length);
    try {
      return await readPages(await unpdf.getDocumentProxy(data, { verbosity: SILENT }));
    } catch (error) {
      if (error instanceof Rejection) throw error;
      if (isPasswordError(error)) {
        throw new Rejection('ENCRYPTED_PDF', `The PDF is encrypted and needs a password to be read${place}.`);
      }
      throw malformed(
        `The PDF cannot be opened: its structure is broken, up to its end at byte ${this.#length}.`,
      );
    }
  }
}

/** Finds what viewers would repair silently: no header, or an end that was cut off. */
function checkFrame(bytes: Buffer): void {
  if (bytes.subarray(0, PDF_HEADER_WINDOW_IN_BYTES).indexOf(PDF_HEADER) < 0) {
    throw malformed(`The file does not begin with a PDF header (${PDF_HEADER}) at byte 0.`);
  }
  let end = bytes.length;
  while (end > 0 && isPadding(bytes[end - 1])) end -= 1;
  if (bytes.subarray(Math.max(0, end - PDF_HEADER_WINDOW_IN_BYTES), end).lastIndexOf(END_MARKER) < 0) {
    throw malformed(
      `The PDF is cut off: it ends at byte ${bytes.length} without its end-of-file marker (${END_MARKER}).`,
    );
  }
}

function isPadding(byte: number | undefined): boolean {
  return byte === 0 || byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function encryptionPlace(bytes: Buffer): string {
  const at = bytes.lastIndexOf('/Encrypt');
  return at < 0 ? '' : ` (encryption is declared at byte ${at})`;
}

function isPasswordError(error: unknown): boolean {
  return error instanceof Error && error.name === 'PasswordException';
}

type PdfDocument = Awaited<ReturnType<typeof getDocumentProxy>>;

async function readPages(document: PdfDocument): Promise<FormatResult> {
  try {
    let wordCount = 0;
    for (let number = 1; number <= document.numPages; number += 1) {
      wordCount += countWords(await readPage(document, number));
    }
    return { wordCount, details: { pageCount: document.numPages } };
  } finally {
    await document.destroy();
  }
}

/** Text of one page, whose fonts and images are let go at once. */
async function readPage(document: PdfDocument, number: number): Promise<string> {
  try {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    page.cleanup();
    return items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
  } catch (error) {
    if (isPasswordError(error)) throw error;
    throw malformed(`Page ${number} of ${document.numPages} of the PDF cannot be read.`);
  }
}

/** Reads a PDF. Pages without text are a normal result: scans and forms have none. */
export const createPdfReader: CreateReader = (context) => new PdfReader(context);
