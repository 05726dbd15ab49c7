// The CRC kernels: published check values, a table-free oracle, any cut of the content.
import { describe, expect, test } from '@jest/globals';
import { startCrc32c, startCrc64nvme } from '../../../../lambda/core/formats/kernels/crc.ts';

/** Bit by bit, as the definition says; `width` ones in and out. */
function slowly(reflected: bigint, width: bigint, content: Buffer): string {
  const ones = (1n << width) - 1n;
  let value = ones;
  for (const byte of content) {
    value ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1) value = value & 1n ? (value >> 1n) ^ reflected : value >> 1n;
  }
  return (value ^ ones).toString(16).padStart(Number(width / 4n), '0');
}

/** Sizes around the steps and the runs of the kernel, and around its block of 256 KiB. */
const SIZES = [0, 1, 7, 8, 15, 16, 17, 31, 32, 33, 64, 100, 255, 4096, 4099];

function pieces(content: Buffer, size: () => number): Buffer[] {
  const all: Buffer[] = [];
  for (let at = 0; at < content.length;) {
    const length = size();
    all.push(content.subarray(at, at + length));
    at += length;
  }
  return all;
}

describe.each([
  { name: 'CRC-32C', start: startCrc32c, reflected: 0x82f63b78n, width: 32n, checkValue: 'e3069283' },
  {
    name: 'CRC-64/NVME',
    start: startCrc64nvme,
    reflected: 0x9a6c9329ac4bc9b5n,
    width: 64n,
    checkValue: 'ae8b14860a799888',
  },
])('$name', ({ start, reflected, width, checkValue }) => {
  const sumOf = (blocks: Buffer[]): string => {
    const crc = start();
    try {
      for (const block of blocks) crc.update(block);
      return crc.digest().toString('hex');
    } finally {
      crc.close();
    }
  };
  let seed = 1;
  const next = () => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fff_ffff) >> 8;
  const content = (size: number) => Buffer.from(Uint8Array.from({ length: size }, next));

  test('has the published check value', () => {
    expect(sumOf([Buffer.from('123456789')])).toBe(checkValue);
  });

  test.each(SIZES)('agrees with the definition on %d bytes', (size) => {
    const bytes = content(size);
    expect(sumOf([bytes])).toBe(slowly(reflected, width, bytes));
  });

  test('does not depend on where the content is cut', () => {
    const bytes = content(600_000);
    const whole = sumOf([bytes]);
    for (const most of [3, 100, 5_000, 300_000])
      expect(sumOf(pieces(bytes, () => 1 + (next() % most)))).toBe(whole);
  });

  test('sees one flipped bit anywhere in a block', () => {
    const bytes = content(300_000);
    const whole = sumOf([bytes]);
    for (const at of [0, 1, 131_071, 131_072, 262_143, 262_144, 299_999]) {
      const other = Buffer.from(bytes);
      other.writeUInt8(other.readUInt8(at) ^ 0x10, at);
      expect(sumOf([other])).not.toBe(whole);
    }
  });

  test('keeps two sums apart that are computed at the same time', () => {
    const [one, other] = [start(), start()];
    one.update(Buffer.from('12345'));
    other.update(Buffer.from('something else'));
    one.update(Buffer.from('6789'));
    expect(one.digest().toString('hex')).toBe(checkValue);
    one.close();
    other.close();
  });
});
