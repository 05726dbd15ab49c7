// Compares the bytes of a body with the checksum that S3 keeps of the object, without the stream that the SDK would put in between.
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { TryAgain } from '../core/errors.ts';
import { startCrc32c, startCrc64nvme } from '../core/formats/kernels/crc.ts';

/** A sum under way; `close` it in any case. */
interface Sum {
  update(block: Uint8Array): void;
  digest(): Buffer;
  close(): void;
}

export interface ChecksumCheck {
  /** Takes the bytes in their order. */
  update(block: Uint8Array): void;
  /** Call it at the end. Throws TryAgain: a body that came falsified says nothing about the file. */
  verify(): void;
  close(): void;
}

/** Most telling first; an object usually has one. */
const CHECKSUMS = [
  'SHA512',
  'SHA256',
  'CRC64NVME',
  'CRC32C',
  'CRC32',
  'SHA1',
  'XXHASH128',
  'XXHASH3',
  'XXHASH64',
  'MD5',
] as const;

type Algorithm = (typeof CHECKSUMS)[number];

/** Those that can be computed here; what else S3 may keep is recorded and not compared (neither does the SDK). */
const SUMS: Partial<Record<Algorithm, () => Sum>> = {
  SHA512: () => startHash('sha512'),
  SHA256: () => startHash('sha256'),
  CRC64NVME: startCrc64nvme,
  CRC32C: startCrc32c,
  CRC32: startCrc32,
  SHA1: () => startHash('sha1'),
};

/** A checksum of the checksums of the parts of a multipart upload; nothing about the bytes can be told from it. */
const OF_PARTS = /-\d+$/;

/** What the row keeps: `ALGORITHM:value`; undefined when S3 tells none. */
export function checksumOf(answer: GetObjectCommandOutput): string | undefined {
  for (const algorithm of CHECKSUMS) {
    const value = answer[`Checksum${algorithm}`];
    if (value) return `${algorithm}:${value}`;
  }
  return undefined;
}

/** The check for what S3 tells; undefined when nothing of it is about the whole object and can be computed here. */
export function startChecksumCheck(answer: GetObjectCommandOutput): ChecksumCheck | undefined {
  for (const algorithm of CHECKSUMS) {
    const told = answer[`Checksum${algorithm}`];
    const start = SUMS[algorithm];
    if (told && start && !OF_PARTS.test(told)) return checkOf(`${algorithm}:${told}`, start());
  }
  return undefined;
}

function checkOf(told: string, sum: Sum): ChecksumCheck {
  return {
    update: (block) => sum.update(block),
    verify: () => {
      const found = sum.digest().toString('base64');
      if (told.endsWith(`:${found}`)) return;
      throw new TryAgain(
        `The bytes that came have the checksum ${found}, the object ${told}; it must be read again.`,
      );
    },
    close: () => sum.close(),
  };
}

function startCrc32(): Sum {
  let value = 0;
  return {
    update: (block) => {
      value = crc32(block, value);
    },
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes;
    },
    close: () => {},
  };
}

function startHash(name: string): Sum {
  const hash = createHash(name);
  return { update: (block) => void hash.update(block), digest: () => hash.digest(), close: () => {} };
}
