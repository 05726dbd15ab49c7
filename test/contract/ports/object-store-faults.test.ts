// A store that cuts, stalls, shortens or falsifies a body: the reader must get an error that is tried again, never the end of a file.
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Clients, createClients } from '../../../lambda/adapters/clients.ts';
import { createS3ObjectStore } from '../../../lambda/adapters/s3-object-store.ts';
import { TryAgain } from '../../../lambda/core/errors.ts';
import { measureFile } from '../../../lambda/core/formats/index.ts';
import { DEFAULT_LIMITS } from '../../../lambda/core/limits.ts';

const CONTENT = Buffer.alloc(300_000, 'orders,');
/** What S3 would tell of CONTENT; those of the CRCs were computed by the SDK. */
const SUMS = {
  crc32: 'l4qHZg==',
  crc32c: '/g3FOA==',
  crc64nvme: '0Xbu8N3aDQg=',
  sha1: createHash('sha1').update(CONTENT).digest('base64'),
  sha256: createHash('sha256').update(CONTENT).digest('base64'),
};
const HALF = CONTENT.subarray(0, 150_000);
const REF = { bucketName: 'source', key: 'orders.csv', versionId: 'v1' };
const IDLE_TIMEOUT_IN_MS = 150;
const NEVER = new AbortController().signal;

let server: Server;
let clients: Clients;
let answer: (response: ServerResponse) => void;
let requests: number;

beforeEach(async () => {
  requests = 0;
  server = createServer((_request, response) => {
    requests++;
    answer(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  clients = createClients();
});

afterEach(() => {
  clients.s3.destroy();
  server.closeAllConnections();
  server.close();
});

const head = (response: ServerResponse, more: Record<string, string> = {}) =>
  response.writeHead(200, { 'content-length': `${CONTENT.length}`, etag: '"abc"', ...more });

const open = (signal = NEVER) =>
  createS3ObjectStore({ client: clients.s3, bodyIdleTimeoutInMs: IDLE_TIMEOUT_IN_MS }).open(REF, signal);

/** Reads to the end with a reader that takes its time over every chunk; tells how many bytes came. */
async function read(signal = NEVER, pauseInMs = 0): Promise<number> {
  const { body } = await open(signal);
  let received = 0;
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      received += chunk.length;
      void sleep(pauseInMs).then(() => done());
    },
  });
  await pipeline(body, sink);
  return received;
}

describe('a body of an object', () => {
  test('arrives whole from a store that behaves', async () => {
    answer = (response) => head(response).end(CONTENT);
    expect(await read()).toBe(CONTENT.length);
  });

  test('that is cut is tried again', async () => {
    answer = (response) => head(response).write(HALF, () => response.destroy());
    await expect(read()).rejects.toThrow(TryAgain);
  });

  test('that is shorter than promised, with the connection ended in good order, is tried again', async () => {
    answer = (response) => {
      const socket = response.socket;
      head(response).write(HALF, () => socket?.end());
    };
    await expect(read()).rejects.toThrow(TryAgain);
  });

  test('that stalls is given up after the idle time-out, not before', async () => {
    answer = (response) => head(response).write(HALF);
    const start = performance.now();
    await expect(read()).rejects.toThrow(/No byte of the object came for 150 ms/);
    expect(performance.now() - start).toBeGreaterThan(IDLE_TIMEOUT_IN_MS - 20);
    expect(performance.now() - start).toBeLessThan(10 * IDLE_TIMEOUT_IN_MS);
  });

  test('that never begins is given up too', async () => {
    answer = (response) => head(response).flushHeaders();
    await expect(read()).rejects.toThrow(TryAgain);
  });

  test('that trickles is not idle', async () => {
    answer = (response) => {
      head(response, { 'content-length': '10' }).flushHeaders();
      void trickle(response, 10);
    };
    expect(await read()).toBe(10);
  });

  test('whose reader is slower than the idle time-out is not idle', async () => {
    answer = (response) => head(response).end(CONTENT);
    expect(await read(NEVER, 2 * IDLE_TIMEOUT_IN_MS)).toBe(CONTENT.length);
  });

  test('is asked for with its checksum', async () => {
    let mode: unknown;
    server.prependListener('request', (request) => (mode = request.headers['x-amz-checksum-mode']));
    answer = (response) => head(response, { 'x-amz-checksum-crc32': SUMS.crc32 }).end(CONTENT);
    const { body, checksum } = await open();
    body.destroy();
    expect(mode).toBe('ENABLED');
    expect(checksum).toBe(`CRC32:${SUMS.crc32}`);
  });

  test.each(Object.entries(SUMS))('with its checksum in %s arrives', async (name, sum) => {
    answer = (response) => head(response, { [`x-amz-checksum-${name}`]: sum }).end(CONTENT);
    expect(await read()).toBe(CONTENT.length);
  });

  test.each(Object.entries(SUMS))(
    'that is not what its checksum in %s says is tried again',
    async (name, sum) => {
      const falsified = Buffer.from(CONTENT);
      falsified.writeUInt8(falsified.readUInt8(200_000) ^ 1, 200_000);
      answer = (response) => head(response, { [`x-amz-checksum-${name}`]: sum }).end(falsified);
      // In our words: the SDK, whose stream costs more than the reading, has not looked at it.
      await expect(read()).rejects.toThrow(/^The bytes that came have the checksum .* the object /);
      await expect(read()).rejects.toThrow(TryAgain);
    },
  );

  test('that was uploaded in parts is not compared with the checksum of its parts', async () => {
    answer = (response) => head(response, { 'x-amz-checksum-crc32': 'AAAAAA==-2' }).end(CONTENT);
    expect(await read()).toBe(CONTENT.length);
  });

  test('that is falsified is no verdict about the file', async () => {
    answer = (response) => head(response, { 'x-amz-checksum-crc32': 'AAAAAA==' }).end(CONTENT);
    const { body, sizeInBytes } = await open();
    const measuring = measureFile({ fileName: 'a.txt', sizeInBytes, body, limits: DEFAULT_LIMITS });
    await expect(measuring).rejects.toThrow(TryAgain);
  });

  test('is stopped by the abort, in the middle', async () => {
    const closed = new Promise((resolve) => {
      answer = (response) => {
        response.on('close', resolve);
        head(response).write(HALF);
      };
    });
    const abort = new AbortController();
    const reading = read(abort.signal);
    setTimeout(() => abort.abort(), 50);
    await expect(reading).rejects.toThrow(/time ran out/);
    await closed;
  });

  test('that nobody reads is held back at its source, also while its checksum is computed', async () => {
    const size = 256 * 1024 * 1024;
    let sent = 0;
    answer = (response) => {
      const more = () => {
        do sent += CONTENT.length;
        while (!response.destroyed && response.write(CONTENT));
      };
      head(response, { 'content-length': `${size}`, 'x-amz-checksum-crc32': 'AAAAAA==' });
      response.on('drain', more);
      more();
    };
    const { body } = await open();
    body.read(0);
    await sleep(600);
    body.destroy();
    // What the sockets of both sides hold is some megabytes.
    expect(sent).toBeLessThan(size / 16);
  });

  test('is asked for again when the connection breaks before the answer, but not after it', async () => {
    answer = (response) => (requests === 1 ? response.socket?.destroy() : head(response).end(CONTENT));
    expect(await read()).toBe(CONTENT.length);
    expect(requests).toBe(2);
  });
});

describe('an answer that does not come', () => {
  test('is stopped by the abort', async () => {
    answer = () => undefined;
    const abort = new AbortController();
    const opening = open(abort.signal);
    setTimeout(() => abort.abort(), 50);
    await expect(opening).rejects.toThrow(TryAgain);
  });
});

async function trickle(response: ServerResponse, bytes: number): Promise<void> {
  for (let i = 0; i < bytes; i++) {
    await sleep(IDLE_TIMEOUT_IN_MS / 3);
    response.write('x');
  }
  response.end();
}
