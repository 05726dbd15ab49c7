// Breaks of what is read, under which name, and when reading is given up.
import type { Mutant } from './mutant.ts';

const PROJECT = "return 'row' in committed ? project(work, committed.row) : committed;";
const DONE = "{ action: 'acknowledge', why: 'finished', row: committed.row }";

export const READING_MUTANTS: readonly Mutant[] = [
  {
    name: 'no-crash-decision',
    breaks: 'a file that ends the process is read for ever',
    killer: 'killer',
    changes: [
      {
        file: 'read-file.ts',
        from: 'if (claimed.attempt > MAX_CRASHES) {',
        to: 'if (claimed.attempt < 0) {',
      },
    ],
  },
  {
    name: 'one-crash-more',
    breaks: 'a file that ends the process is read a fourth time',
    killer: 'killer',
    changes: [
      {
        file: 'read-file.ts',
        from: 'if (claimed.attempt > MAX_CRASHES) {',
        to: 'if (claimed.attempt > MAX_CRASHES + 1) {',
      },
    ],
  },
  {
    name: 'one-crash-less',
    breaks: 'a file is called a crasher after two crashes',
    killer: 'one-event',
    changes: [
      {
        file: 'read-file.ts',
        from: 'if (claimed.attempt > MAX_CRASHES) {',
        to: 'if (claimed.attempt > MAX_CRASHES - 1) {',
      },
    ],
  },
  {
    name: 'crasher-unannounced',
    breaks: 'a crasher is never announced',
    killer: 'killer',
    changes: [
      {
        file: 'process-file.ts',
        from: PROJECT,
        to: `return 'row' in committed ? (committed.row.reasonCode === 'CRASHES_PARSER' ? ${DONE} : project(work, committed.row)) : committed;`,
      },
    ],
  },
  {
    name: 'reads-any-version',
    breaks: 'another version is read than was claimed',
    killer: 'two-versions',
    changes: [
      {
        file: 'read-file.ts',
        from: '{ bucketName, key: fileName, versionId },',
        to: "{ bucketName, key: fileName, versionId: versionId && 'v1' },",
      },
    ],
  },
  {
    name: 'row-of-the-key',
    breaks: 'all versions of a key share one row',
    killer: 'two-versions',
    changes: [
      {
        file: 'document-id.ts',
        from: 'JSON.stringify([bucketName, key, versionId])',
        to: "JSON.stringify([bucketName, key, versionId && ''])",
      },
    ],
  },
];
