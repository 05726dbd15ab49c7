// The stored bytes of one object, counted: a body that ends early is the network's fault, never the file's.
import type { Readable } from 'node:stream';
import { TryAgain } from '../errors.ts';

/**
 * A body that gathers what the network brings into blocks of its own, so that nothing is done for each of the 16 KiB that TLS delivers.
 * A block stays as it is while the next one is worked on, and is written over after that (as those of inBlocks).
 */
export interface BodyInBlocks extends Readable {
  /** Reads the body to its end; all its errors come out here. */
  blocks(): AsyncIterable<Buffer>;
}

/** Passes the chunks of `body` on. Throws the body's own error as it is, and TryAgain when it is not `sizeInBytes` long. */
export async function* storedBytes(body: Readable, sizeInBytes: number): AsyncGenerator<Buffer> {
  let received = 0;
  for await (const chunk of isInBlocks(body) ? body.blocks() : (body as AsyncIterable<Buffer>)) {
    received += chunk.length;
    yield chunk;
  }
  if (received !== sizeInBytes) {
    throw new TryAgain(
      `The body came to ${received} bytes where the object has ${sizeInBytes}; it has to be read again.`,
    );
  }
}

function isInBlocks(body: Readable): body is BodyInBlocks {
  return 'blocks' in body;
}
