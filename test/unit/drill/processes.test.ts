import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { killWorkerAt } from '../../../scripts/drill/processes.ts';

const FUNCTION = 'file-processing-unit-process-file';

test('kills the worker of the function that holds the connection, and no other process', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const connected = once(server, 'connection') as Promise<[Socket]>;
  const script = `require('node:net').connect(${port}, '127.0.0.1'); setTimeout(() => {}, 30_000)`;
  const env = { ...process.env, AWS_LAMBDA_FUNCTION_NAME: FUNCTION };
  const worker = spawn(process.execPath, ['-e', script], { env, stdio: 'ignore' });
  const ended = once(worker, 'exit');
  const [socket] = await connected;
  const remotePort = socket.remotePort ?? 0;
  expect(killWorkerAt('file-processing-unit-redrive', remotePort)).toBe(false);
  expect(killWorkerAt(FUNCTION, port)).toBe(false);
  expect(killWorkerAt(FUNCTION, remotePort)).toBe(true);
  expect(await ended).toEqual([null, 'SIGKILL']);
  socket.destroy();
  server.close();
  expect(killWorkerAt(FUNCTION, remotePort)).toBe(false);
});
