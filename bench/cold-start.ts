// From the start of a process to its first finished file: the function as it is shipped, against the same code with its packages not bundled.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundleFunction } from '../scripts/lib/build/bundle.ts';
import { handlerPath } from '../scripts/lib/build/build-function.ts';
import { compileOwnCode } from '../scripts/lib/build/own-code.ts';
import { ROOT } from '../scripts/lib/root.ts';
import { FUNCTION_ENVIRONMENT } from '../test/support/function-environment.ts';
import { startAnswers, type Answers } from './lib/aws-answers.ts';
import { median } from './lib/rounds.ts';
import { runtimeOptions } from './lib/runtime-options.ts';

const NAME = 'process-file';
const ENTRY = `${NAME}.mjs`;
/** What a process runs: loads the function, gives it one message, ends. Not before the handler has said that the message is done. */
const START = `
const { handler } = await import('./${ENTRY}');
const { batchItemFailures } = await handler(JSON.parse(process.env.EVENT), {
  functionName: '${NAME}', functionVersion: '1', memoryLimitInMB: '512', awsRequestId: 'r',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:${NAME}',
  getRemainingTimeInMillis: () => 60_000,
});
process.exit(batchItemFailures.length);
`;
const SIZE_IN_BYTES = 64 * 1024;
const CONTENT = Buffer.alloc(SIZE_IN_BYTES, 'id,name,total\n1,Ann,9.99\n'.repeat(8));
/** What one good file takes: look, claim, read, count for the threshold of e-mails, commit, report, message, mark. */
const CALLS = ['GET object', 'GetItem', 'PUT object', 'Publish', ...Array<string>(4).fill('UpdateItem')];

const ENVIRONMENT = {
  ...FUNCTION_ENVIRONMENT,
  FILE_QUEUE_URL: 'http://127.0.0.1/123456789012/files',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
};

const EVENT = JSON.stringify({
  Records: [
    {
      messageId: 'm1',
      receiptHandle: 'r1',
      attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1795252800000' },
      body: JSON.stringify({
        version: '0',
        source: 'aws.s3',
        'detail-type': 'Object Created',
        time: '2026-11-21T10:00:00Z',
        detail: {
          version: '0',
          bucket: { name: 'source' },
          object: { key: 'first.csv', size: SIZE_IN_BYTES, etag: 'e', 'version-id': 'v1', sequencer: '0A' },
          reason: 'PutObject',
        },
      }),
    },
  ],
});

export interface ColdStart {
  bundledInMs: number;
  notBundledInMs: number;
  /** Bundled over not bundled. */
  ratio: number;
}

/** Fresh processes, the two in turn; medians. The first start of each, which fills the caches of the disk, is not counted. */
export async function coldStartRatio(rounds: number): Promise<ColdStart> {
  const folder = await mkdtemp(join(tmpdir(), 'cold-start-'));
  const answers = await startAnswers(CONTENT);
  try {
    const ways = { bundled: await writeBundled(folder), notBundled: await writeNotBundled(folder) };
    const times = { bundled: [] as number[], notBundled: [] as number[] };
    for (let round = 0; round <= rounds; round += 1) {
      for (const way of ['bundled', 'notBundled'] as const) {
        const time = await startOnce(ways[way], answers);
        if (round > 0) times[way].push(time);
      }
    }
    const [bundledInMs, notBundledInMs] = [median(times.bundled), median(times.notBundled)];
    return { bundledInMs, notBundledInMs, ratio: bundledInMs / notBundledInMs };
  } finally {
    await answers.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** As it lies in the zip. */
async function writeBundled(folder: string): Promise<string> {
  const { files } = await bundleFunction({ root: ROOT, name: NAME, entry: handlerPath(NAME) });
  return writeAll(join(folder, 'bundled'), files);
}

/** Our own code compiled to JavaScript, so that no types are stripped at the start; packages as npm has installed them. */
async function writeNotBundled(folder: string): Promise<string> {
  const files = await compileOwnCode(ROOT, {
    entryPoints: { [NAME]: handlerPath(NAME) },
    outdir: 'out',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
  });
  const target = await writeAll(join(folder, 'not-bundled'), files);
  await symlink(join(ROOT, 'node_modules'), join(target, 'node_modules'));
  return target;
}

async function writeAll(folder: string, files: ReadonlyMap<string, string | Uint8Array>): Promise<string> {
  await mkdir(folder);
  for (const [name, content] of files) await writeFile(join(folder, name), content);
  await writeFile(join(folder, 'start.mjs'), START);
  return folder;
}

/** Milliseconds from the start of the process to its end. Throws unless the file was finished in exactly the expected calls. */
async function startOnce(folder: string, answers: Answers): Promise<number> {
  answers.reset();
  const env = { ...ENVIRONMENT, ...(await runtimeOptions()), EVENT, AWS_ENDPOINT_URL: answers.endpoint };
  const started = performance.now();
  await promisify(execFile)(process.execPath, [join(folder, 'start.mjs')], { env });
  const time = performance.now() - started;
  const { status, notification, recordCount } = answers.row() ?? {};
  const calls = answers.calls().toSorted();
  if (status !== 'PROCESSED' || notification !== 'SENT' || calls.join() !== CALLS.join())
    throw new Error(
      `The first file was not finished as expected: ${status}, ${recordCount} records, ${notification}; calls: ${calls.join(', ')}.`,
    );
  return time;
}
