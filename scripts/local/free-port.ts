// Ports of 127.0.0.1: finding a free one, and telling whether a given one is free.
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

async function listenOn(port: number): Promise<number> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: bound } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return bound;
}

/** A port that nobody uses at this moment. */
export function findFreePort(): Promise<number> {
  return listenOn(0);
}

/** Whether a program could listen on this port now; privileged ports count as not free. */
export async function isPortFree(port: number): Promise<boolean> {
  try {
    await listenOn(port);
    return true;
  } catch {
    return false;
  }
}
