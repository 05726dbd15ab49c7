// The text kernel and what it is compared with.
import { Meter } from '../../../lambda/core/formats/meter.ts';
import { createTextReferenceReader } from '../../../lambda/core/formats/reference/text-reference.ts';
import type { Subject } from './harness.ts';

const PIECES = [
  'a',
  'word',
  ' ',
  '  ',
  '\n',
  '\r\n',
  '\t',
  '\v',
  '\f',
  'é',
  '\u00a0',
  '\u2028',
  '\x1f',
  '!',
  '~'.repeat(40),
  ' '.repeat(70),
];

export const TEXT: Subject = {
  name: 'text',
  create: () => {
    const meter = new Meter();
    return {
      write: (block) => meter.update(block),
      end: () => ({ recordCount: meter.lineCount, wordCount: meter.wordCount, details: {} }),
      close: () => meter.close(),
    };
  },
  reference: createTextReferenceReader,
  generate: (random) => ({ bytes: Buffer.from(random.text(PIECES, random.chance(0.1) ? 400 : 40)) }),
};
