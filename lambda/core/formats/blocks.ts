// Cuts any stream of chunks into blocks of one size, so that no result can depend on how the network cut it.

/**
 * Every block but the last is exactly `size` bytes; no block is empty. A block stays as it is while the next one is worked on, provided that
 * a chunk does so too. A part of a chunk that makes a whole block is handed on as it is; the rest is gathered in two buffers that take turns
 * and are written over: fresh ones would leave it to the garbage collector how much memory a large file takes.
 */
export async function* inBlocks(chunks: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Buffer> {
  let block: Buffer | undefined;
  let other: Buffer | undefined;
  let filled = 0;
  for await (const chunk of chunks) {
    let used = 0;
    while (used < chunk.length) {
      const taken = Math.min(size - filled, chunk.length - used);
      if (taken === size) {
        yield Buffer.from(chunk.buffer, chunk.byteOffset + used, size);
      } else {
        block ??= Buffer.allocUnsafeSlow(size);
        block.set(chunk.subarray(used, used + taken), filled);
        filled += taken;
        if (filled === size) {
          yield block;
          [block, other] = [other, block];
          filled = 0;
        }
      }
      used += taken;
    }
  }
  if (block && filled > 0) yield block.subarray(0, filled);
}
