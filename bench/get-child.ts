// One object fetched over TLS, in a process of its own. Arguments: way (process, library, open or discard), key. Prints one JSON line.
// Time and processor time begin with the request, so that they hold the connection, and not the loading of the code.
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import type { Measure } from '../lambda/core/ports.ts';
import type { Measurement } from './lib/measurement.ts';
import { BUCKET, nameOf, VERSION_ID } from './lib/objects.ts';
import { peakInBytes } from './lib/peak.ts';
import { repeatFor } from './variants/repeat.ts';
import type { Found } from './variants/variant.ts';

type Get = () => Promise<Found>;
const IDLE_TIMEOUT_IN_MS = 20_000;

async function thrownAway(body: Readable): Promise<Found> {
  let bytes = 0;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  body.on('data', ({ length }: Buffer) => (bytes += length));
  body.on('end', resolve).on('error', reject);
  await promise;
  return { verdict: 'PROCESSED', bytes };
}

/** The least that anybody can do with an object: the SDK's GET without its check, each chunk forgotten. */
async function discard(key: string): Promise<Get> {
  const { GetObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
  const client = new S3Client({ responseChecksumValidation: 'WHEN_REQUIRED' });
  const command = new GetObjectCommand({ Bucket: BUCKET, Key: key, VersionId: VERSION_ID });
  return async () => {
    const { Body: body } = await client.send(command);
    if (!(body instanceof Readable)) throw new Error('The answer has no body.');
    return thrownAway(body);
  };
}

async function opener(key: string) {
  const { createClients } = await import('../lambda/adapters/clients.ts');
  const { createS3ObjectStore } = await import('../lambda/adapters/s3-object-store.ts');
  const store = createS3ObjectStore({ client: createClients().s3, bodyIdleTimeoutInMs: IDLE_TIMEOUT_IN_MS });
  const { signal } = new AbortController();
  return () => store.open({ bucketName: BUCKET, key, versionId: VERSION_ID }, signal);
}

/** Our own adapter, which watches the body and checks its sum; each chunk forgotten. */
async function open(key: string): Promise<Get> {
  const get = await opener(key);
  return async () => thrownAway((await get()).body);
}

/** The whole way of the function from the object to the verdict. */
async function measured(key: string, measure: Measure): Promise<Get> {
  const get = await opener(key);
  const { BENCH_LIMITS, foundBy } = await import('./variants/ours.ts');
  return async () => {
    const { body, sizeInBytes } = await get();
    const verdict = await measure({ fileName: basename(key), sizeInBytes, body, limits: BENCH_LIMITS });
    return foundBy(verdict, sizeInBytes);
  };
}

async function processed(key: string): Promise<Get> {
  const { measureFile } = await import('../lambda/core/formats/index.ts');
  return measured(key, measureFile);
}

/** The same with the readers that the kernels have replaced. For text that is readline, which counts lines and words and checks nothing. */
async function byLibrary(key: string): Promise<Get> {
  if (nameOf(key)?.format !== 'text') {
    const { measureByLibraries } = await import('./variants/library.ts');
    return measured(key, measureByLibraries);
  }
  const get = await opener(key);
  const { countText } = await import('./variants/text.ts');
  return async () => countText((await get()).body);
}

const WAYS: Record<string, (key: string) => Promise<Get>> = {
  discard,
  open,
  process: processed,
  library: byLibrary,
};
const [way = '', key = ''] = process.argv.slice(2);
const get = await (WAYS[way] ?? discard)(key);
const measurement: Measurement = { ...(await repeatFor(0, get)), peakInBytes: peakInBytes() };
console.log(JSON.stringify(measurement));
// Connections that are kept alive would keep the process.
process.exit();
