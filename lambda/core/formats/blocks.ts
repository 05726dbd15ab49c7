// Cuts any stream of chunks into blocks of one size, so that no result can depend on how the network cut it.

/**
 * Every block but the last is exactly `size` bytes; no block is empty. Two buffers take turns: a block stays as it is while the next one
 * is worked on, and is written over after that. Fresh buffers would leave it to the garbage collector how much memory a large file takes.
 */
export async function* inBlocks(chunks: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Buffer> {
  let [block, other] = [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(size)];
  let filled = 0;
  for await (const chunk of chunks) {
    let used = 0;
    while (used < chunk.length) {
      const taken = Math.min(size - filled, chunk.length - used);
      block.set(chunk.subarray(used, used + taken), filled);
      filled += taken;
      used += taken;
      if (filled === size) {
        yield block;
        [block, other] = [other, block];
        filled = 0;
      }
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}
