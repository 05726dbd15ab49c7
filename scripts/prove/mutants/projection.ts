// Breaks of report, message and mark.
import type { Mutant } from './mutant.ts';

const PROJECT_TS = 'project.ts';
const inProject = (from: string, to: string) => [{ file: PROJECT_TS, from, to }];

const PUBLISH = '  await run.notices.publish(fileNotice(row));\n';
const MARK = '  const marked = await run.table.write(markSent(row));\n';
const HEAD = 'const there = await run.reports.head(key, body);';
const LOOK = 'const current = await run.table.get(row.documentId);\n';
const WRITE = 'if (!(await writeReport(run, row))) return SUPERSEDED;';
const EVENT = '  await announceOrders(run, row);\n';
const BEFORE_COMMIT = '  let row: FileRow | undefined;\n  for (let tries';

export const PROJECTION_MUTANTS: readonly Mutant[] = [
  {
    name: 'mark-before-publish',
    breaks: 'a crash between mark and publish loses the message',
    killer: 'two-events',
    changes: inProject(PUBLISH + MARK, MARK + PUBLISH),
  },
  {
    name: 'mark-before-report',
    breaks: 'a crash between mark and report loses the report',
    killer: 'two-events',
    changes: [...inProject(`  ${WRITE}\n${EVENT}${PUBLISH}${MARK}`, `${EVENT}${PUBLISH}${MARK}  ${WRITE}\n`)],
  },
  {
    name: 'report-only-once',
    breaks: 'the report of a later revision is never written',
    killer: 'replay-fault',
    changes: inProject('if (there?.sameContent) return true;', 'if (there) return true;'),
  },
  {
    name: 'report-without-look',
    breaks: 'an old report is put over a newer one',
    killer: 'replay-late',
    changes: inProject(
      'if (current?.revision !== row.revision) return false;',
      'if (!current) return false;',
    ),
  },
  {
    name: 'report-tag-after-look',
    breaks: 'the tag of the report is taken after the row was read again',
    killer: 'replay-fault',
    changes: [
      ...inProject(HEAD, `const current = await run.table.get(row.documentId);\n    ${HEAD}`),
      ...inProject(`    ${LOOK}    if (current?.revision`, '    if (current?.revision'),
    ],
  },
  {
    name: 'no-report',
    breaks: 'no report is written',
    killer: 'two-events',
    changes: inProject(WRITE, 'if (run.settings.releaseHash === undefined) await writeReport(run, row);'),
  },
  {
    name: 'report-before-commit',
    breaks: 'the report tells what a worker found instead of what the row says',
    killer: 'two-events',
    changes: [
      ...inProject(WRITE, 'if (run.settings.releaseHash === undefined) await writeReport(run, row);'),
      {
        file: 'commit-verdict.ts',
        from: "import { TryAgain } from './errors.ts';",
        to: "import { TryAgain } from './errors.ts';\nimport { fileReport, reportKeyOf } from './report/file-report.ts';",
      },
      {
        file: 'commit-verdict.ts',
        from: BEFORE_COMMIT,
        to: `  const claimed = await run.table.get(documentId);\n  await run.reports.putIfAbsent(reportKeyOf(documentId), fileReport({ ...claimed, ...write.set } as FileRow));\n${BEFORE_COMMIT}`,
      },
    ],
  },
  {
    name: 'publish-before-commit',
    breaks: 'the message tells what a worker found instead of what the row says',
    killer: 'two-events',
    changes: [
      {
        file: 'commit-verdict.ts',
        from: "import { isProbe } from './notices/file-notice.ts';",
        to: "import { fileNotice, isProbe } from './notices/file-notice.ts';",
      },
      {
        file: 'commit-verdict.ts',
        from: BEFORE_COMMIT,
        to: `  const claimed = await run.table.get(documentId);\n  await run.notices.publish(fileNotice({ ...claimed, ...write.set } as FileRow));\n${BEFORE_COMMIT}`,
      },
      ...inProject(PUBLISH, ''),
    ],
  },
  {
    name: 'message-of-the-first-revision',
    breaks: 'every revision is announced with the same id',
    killer: 'replay-fault',
    changes: [
      {
        file: 'notices/file-notice.ts',
        from: 'return `${documentId}-${revision}`;',
        to: 'return `${documentId}-${revision && 1}`;',
      },
    ],
  },
  {
    name: 'audience-decided-late',
    breaks: 'whom a message is for is decided when it is sent',
    killer: 'two-versions',
    changes: inProject(
      PUBLISH,
      "  await run.notices.publish(fileNotice({ ...row, audience: run.settings.releaseHash === 'release-a' ? 'all' : 'machines' }));\n",
    ),
  },
  {
    name: 'own-verdict-announced',
    breaks: 'whoever takes a row over announces it as its own',
    killer: 'two-events',
    changes: inProject(
      PUBLISH,
      '  await run.notices.publish(fileNotice({ ...row, processedAt: new Date(run.clock.now()).toISOString() }));\n',
    ),
  },
];
