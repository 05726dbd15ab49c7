// The stored bytes of one object, counted: a body that ends early is the network's fault, never the file's.
import type { Readable } from 'node:stream';
import { TryAgain } from '../errors.ts';

/** Passes the chunks of `body` on. Throws the body's own error as it is, and TryAgain when it is not `sizeInBytes` long. */
export async function* storedBytes(body: Readable, sizeInBytes: number): AsyncGenerator<Buffer> {
  let received = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    received += chunk.length;
    yield chunk;
  }
  if (received !== sizeInBytes) {
    throw new TryAgain(
      `The body came to ${received} bytes where the object has ${sizeInBytes}; it has to be read again.`,
    );
  }
}
