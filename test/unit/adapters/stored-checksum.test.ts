import { describe, expect, test } from '@jest/globals';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { checksumOf, startChecksumCheck } from '../../../lambda/adapters/stored-checksum.ts';
import { TryAgain } from '../../../lambda/core/errors.ts';

const told = (sums: Partial<GetObjectCommandOutput>) => ({ $metadata: {}, ...sums });
const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');
/** Of "123456789": the catalogue of CRCs, and what every SHA tool prints. */
const VECTORS = {
  ChecksumCRC32: 'cbf43926',
  ChecksumCRC32C: 'e3069283',
  ChecksumCRC64NVME: 'ae8b14860a799888',
  ChecksumSHA1: 'f7c3bc1d808e04732adf679965ccc34ca7ae3441',
  ChecksumSHA256: '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225',
  ChecksumSHA512:
    'd9e6762dd1c8eaf6d61b3c6192fc408d4d6d5f1176d0c29169bc24e71c3f274ad27fcd5811b313d681f7e55ec02d73d499c95455b6b5bb503acf574fba8ffe85',
};

function verify(answer: GetObjectCommandOutput, ...blocks: string[]): void {
  const check = startChecksumCheck(answer);
  if (!check) throw new Error('There is no check.');
  try {
    for (const block of blocks) check.update(Buffer.from(block));
    check.verify();
  } finally {
    check.close();
  }
}

describe.each(Object.entries(VECTORS))('%s', (name, hex) => {
  const answer = told({ [name]: base64(hex) });

  test('agrees with the bytes it was made of, however they come', () => {
    expect(() => verify(answer, '123456789')).not.toThrow();
    expect(() => verify(answer, '1', '23456', '789')).not.toThrow();
  });

  test('lets no other byte pass', () => {
    for (const other of ['123456780', '12345678', '1234567890', '', '213456789'])
      expect(() => verify(answer, other)).toThrow(TryAgain);
  });

  test('that is wrong itself lets nothing pass', () => {
    const wrong = base64(hex.replace(/^./, (first) => (first === '0' ? '1' : '0')));
    expect(() => verify(told({ [name]: wrong }), '123456789')).toThrow(TryAgain);
    expect(() => verify(told({ [name]: 'x' }), '123456789')).toThrow(TryAgain);
  });

  test('of the parts of an upload is recorded, not compared', () => {
    const ofParts = told({ [name]: `${base64(hex)}-3` });
    expect(startChecksumCheck(ofParts)).toBeUndefined();
    expect(checksumOf(ofParts)).toBe(`${name.slice('Checksum'.length)}:${base64(hex)}-3`);
  });
});

describe('an answer', () => {
  test('without a checksum is not compared', () => {
    expect(startChecksumCheck(told({}))).toBeUndefined();
    expect(checksumOf(told({}))).toBeUndefined();
  });

  test('with a checksum that cannot be computed here is recorded', () => {
    expect(startChecksumCheck(told({ ChecksumXXHASH64: 'AAAAAAAAAAA=' }))).toBeUndefined();
    expect(checksumOf(told({ ChecksumXXHASH64: 'AAAAAAAAAAA=' }))).toBe('XXHASH64:AAAAAAAAAAA=');
  });

  test('with a checksum of parts and one of the whole is compared with that of the whole', () => {
    const answer = told({ ChecksumSHA256: `${base64(VECTORS.ChecksumSHA256)}-2`, ChecksumCRC32: 'AAAAAA==' });
    expect(() => verify(answer, '123456789')).toThrow(/AAAAAA==/);
  });
});
