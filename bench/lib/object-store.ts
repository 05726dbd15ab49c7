// Starts the benchmark's store and fetches from it, one process a GET.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { UserError } from '../../scripts/lib/user-error.ts';
import type { Bench } from './bench.ts';
import { childEnvironment, runJson, runProgram } from './child.ts';
import type { Measurement } from './measurement.ts';
import { keyOf, type ObjectName } from './objects.ts';
import { runtimeOptions } from './runtime-options.ts';

/**
 * `discard`: the SDK's GET thrown away; `open`: the same through our adapter; `process`: the whole way to the verdict; `library`: the
 * same with the library reader that the kernel has replaced.
 */
export type GetWay = 'discard' | 'open' | 'process' | 'library';

export interface Store {
  get(way: GetWay, name: ObjectName): Promise<Measurement>;
  stop(): Promise<void>;
}

const CERTIFICATE_IN_DAYS = 2;

/** A key and a certificate for 127.0.0.1 that is its own authority. */
async function makeCertificate({ runFolder, signal }: Bench): Promise<{ key: string; certificate: string }> {
  const [key, certificate] = [join(runFolder, 'key.pem'), join(runFolder, 'certificate.pem')];
  // prettier-ignore
  const args = [
    'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', String(CERTIFICATE_IN_DAYS), '-subj', '/CN=127.0.0.1',
    '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate,
  ];
  try {
    await runProgram({ program: 'openssl', args, signal });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new UserError(
      'The benchmark makes its certificate with openssl; install it and repeat the command.',
      {
        cause: error,
      },
    );
  }
  return { key, certificate };
}

/** Starts it on a free port of 127.0.0.1. Whatever ends this process ends the store too: it hears that its input has ended. */
export async function startStore(bench: Bench): Promise<Store> {
  const { runFolder, dataFolder, bodyInBytes, tools, signal } = bench;
  const { key, certificate } = await makeCertificate(bench);
  const getter = await tools.pathOf('get-child');
  const serverPath = await tools.pathOf('object-server');
  const server = spawn(process.execPath, [serverPath, dataFolder, String(bodyInBytes), key, certificate], {
    env: childEnvironment(),
    cwd: runFolder,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(server, 'close');
  const [port] = (await Promise.race([
    once(server.stdout.setEncoding('utf8'), 'data', { signal }),
    ended.then(() => Promise.reject(new Error('The store of the benchmark did not start.'))),
  ])) as [string];
  const env = {
    AWS_ENDPOINT_URL: `https://127.0.0.1:${port.trim()}`,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_EC2_METADATA_DISABLED: 'true',
    NODE_EXTRA_CA_CERTS: certificate,
    ...(await runtimeOptions()),
  };
  return {
    get: (way, name) => runJson({ program: process.execPath, args: [getter, way, keyOf(name)], env, signal }),
    stop: async () => {
      server.stdin.end();
      await ended;
    },
  };
}
