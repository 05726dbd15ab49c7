// CRC-32C and CRC-64/NVME of content that comes in blocks.
import { borrowKernel, giveBackKernel, KERNEL_BLOCK_IN_BYTES } from './kernel.ts';
import type { Kernel } from './kernel.ts';

/** A checksum under way. An instance of the kernels is lent to it until `close`. */
export interface Crc {
  update(block: Uint8Array): void;
  /** Most significant byte first: 4 bytes of CRC-32C, 8 of CRC-64/NVME. */
  digest(): Buffer;
  close(): void;
}

/** Castagnoli's. */
export function startCrc32c(): Crc {
  const kernel = borrowKernel();
  kernel.exports.crc32c_begin();
  return crcOf(kernel, 4);
}

/** The one that S3 computes by itself where the uploader names none. */
export function startCrc64nvme(): Crc {
  const kernel = borrowKernel();
  kernel.exports.crc64nvme_begin();
  return crcOf(kernel, 8);
}

function crcOf(kernel: Kernel, lengthInBytes: number): Crc {
  const { exports } = kernel;
  return {
    update: (block) => {
      for (let at = 0; at < block.length; at += KERNEL_BLOCK_IN_BYTES) {
        const piece = block.subarray(at, at + KERNEL_BLOCK_IN_BYTES);
        kernel.load(piece);
        exports.crc_scan(piece.length);
      }
    },
    digest: () => {
      const whole = Buffer.alloc(8);
      whole.writeInt32BE(exports.crc_high(), 0);
      whole.writeInt32BE(exports.crc_low(), 4);
      return whole.subarray(8 - lengthInBytes);
    },
    close: () => giveBackKernel(kernel),
  };
}
