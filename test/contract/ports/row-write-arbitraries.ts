// Random rows, conditions and updates over few attributes and few values, so that they meet often.
import fc from 'fast-check';
import type { FileRow, RowAttribute } from '../../../lambda/core/file-row.ts';
import type { Condition, RowWrite, Value } from '../../../lambda/core/row-write.ts';

const texts = fc.constantFrom(
  'a',
  'b',
  'aa',
  'PROCESSING',
  '2026-01-01T00:00:00.000Z',
  '\uffee',
  '\u{1F4C4}',
  'é',
);
const numbers = fc.constantFrom(-1, 0, 1, 2, 10, 1_099_511_627_776);
const details = fc.dictionary(
  fc.constantFrom('encoding', 'pageCount', '__x'),
  fc.oneof(texts, numbers, fc.boolean()),
);

/** Attributes that no index uses, each with the values that its type allows; DynamoDB's reserved word `status` is among them. */
const ATTRIBUTES: Partial<Record<RowAttribute, fc.Arbitrary<Value>>> = {
  status: texts,
  token: texts,
  leaseUntil: texts,
  notification: texts,
  revision: numbers,
  fileSize: numbers,
  details,
};

const names = fc.constantFrom(...(Object.keys(ATTRIBUTES) as RowAttribute[]));

/** Any subset of the attributes. The counters always hold numbers. */
export const partialRows: fc.Arbitrary<Partial<FileRow>> = fc.record(
  { ...ATTRIBUTES, attempt: numbers, redriveRounds: numbers },
  { requiredKeys: [] },
) as fc.Arbitrary<Partial<FileRow>>;

export const conditions: fc.Arbitrary<Condition> = fc.letrec<{ any: Condition; leaf: Condition }>((tie) => ({
  leaf: fc.oneof(
    fc.record({ op: fc.constantFrom('exists', 'absent'), name: names }),
    // The value need not be of the attribute's type.
    fc.record({
      op: fc.constantFrom('equals', 'differs'),
      name: names,
      value: fc.oneof(texts, numbers, details),
    }),
    fc.record({ op: fc.constant('less' as const), name: names, value: fc.oneof(texts, numbers) }),
  ),
  any: fc.oneof(
    { maxDepth: 3 },
    tie('leaf'),
    fc.record({
      op: fc.constantFrom('and', 'or'),
      of: fc.array(tie('any'), { minLength: 1, maxLength: 3 }),
    }),
  ),
})).any;

type Update = Pick<RowWrite, 'set' | 'setIfAbsent' | 'add' | 'remove'>;

/** Every attribute is left alone, set, set if absent or removed; the counters may be added to. */
export const updates: fc.Arbitrary<Update> = fc
  .record({
    row: partialRows,
    plan: fc.array(fc.constantFrom('set', 'setIfAbsent', 'remove'), { minLength: 9, maxLength: 9 }),
    add: fc.record({ attempt: numbers, redriveRounds: numbers }, { requiredKeys: [] }),
  })
  .map(({ row, plan, add }) => {
    const entries = Object.entries(row).filter(([name]) => !(name in add));
    const planned = (step: string) => entries.filter((_, i) => plan[i] === step);
    return {
      set: Object.fromEntries(planned('set')),
      setIfAbsent: Object.fromEntries(planned('setIfAbsent')),
      remove: planned('remove').map(([name]) => name as RowAttribute),
      add,
    };
  });
