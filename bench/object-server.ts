// The store of the benchmark: serves generated objects over TLS as S3 does, in a process of its own, so that its work is nobody else's.
// Arguments: folder of the data, bytes of their body, key file, certificate file. Prints its port; ends when its standard input ends.
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { contentOf, loadBase, sizeOf, type Base } from './data/base.ts';
import type { BenchFormat } from './data/shapes.ts';
import { BUCKET, nameOf, VERSION_ID, type ObjectName } from './lib/objects.ts';

const [folder = '', bodyInBytes, keyFile = '', certificateFile = ''] = process.argv.slice(2);
/** What is handed to the socket at once; with whole bodies the answer would be encrypted in one piece. */
const PIECE_IN_BYTES = 256 * 1024;

const bases = new Map<BenchFormat, Base>();
const checksums = new Map<string, string>();

function baseOf(format: BenchFormat): Base {
  const base = bases.get(format) ?? loadBase(folder, format, Number(bodyInBytes));
  bases.set(format, base);
  return base;
}

function* piecesOf({ format, times }: ObjectName): Generator<Buffer> {
  for (const part of contentOf(baseOf(format), times))
    for (let at = 0; at < part.length; at += PIECE_IN_BYTES) yield part.subarray(at, at + PIECE_IN_BYTES);
}

/** CRC-32 of the whole object in base64, as the SDK has it stored by default. */
function checksumOf(name: ObjectName): string {
  const known = checksums.get(JSON.stringify(name));
  if (known !== undefined) return known;
  let crc = 0;
  for (const piece of piecesOf(name)) crc = crc32(piece, crc);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc >>> 0);
  checksums.set(JSON.stringify(name), bytes.toString('base64'));
  return bytes.toString('base64');
}

function headersOf(name: ObjectName, withChecksum: boolean): Record<string, string | number> {
  return {
    'x-amz-id-2': 'YmVuY2htYXJr',
    'x-amz-request-id': 'BENCHMARK0000001',
    'last-modified': 'Sun, 22 Nov 2026 00:00:00 GMT',
    etag: `"${'0'.repeat(31)}${name.times % 10}"`,
    'x-amz-server-side-encryption': 'AES256',
    'x-amz-version-id': VERSION_ID,
    'accept-ranges': 'bytes',
    'content-type': 'application/octet-stream',
    'content-length': sizeOf(baseOf(name.format), name.times),
    server: 'AmazonS3',
    ...(withChecksum && { 'x-amz-checksum-crc32': checksumOf(name), 'x-amz-checksum-type': 'FULL_OBJECT' }),
  };
}

async function answer(
  { method, url = '', headers }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, bucket, key = ''] = new URL(url, 'https://localhost').pathname.split('/');
  const name = bucket === BUCKET ? nameOf(decodeURIComponent(key)) : undefined;
  if (method !== 'GET' || !name) {
    response.writeHead(404, { 'content-type': 'application/xml' });
    response.end('<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code></Error>');
    return;
  }
  response.writeHead(200, headersOf(name, headers['x-amz-checksum-mode'] === 'ENABLED'));
  // A reader that goes away in the middle is its own business.
  await pipeline(Readable.from(piecesOf(name), { highWaterMark: 4 }), response).catch(() =>
    response.destroy(),
  );
}

const server = createServer(
  {
    key: readFileSync(keyFile),
    cert: readFileSync(certificateFile),
    // What S3 agrees upon with Node.
    ciphers: 'TLS_AES_128_GCM_SHA256',
  },
  (request, response) => void answer(request, response),
);
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
process.stdin.on('end', () => process.exit()).resume();
