// How executions look on a terminal, and the JSON of `list --json`.
import { describe, expect, it } from '@jest/globals';
import type { Execution } from '../../../../../scripts/local/pipeline/execution.ts';
import { listJson, listText, resultLine, showText } from '../../../../../scripts/local/pipeline/show-text.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const NOW = Date.parse(at(75));

const FAILED: Execution = {
  executionId: '5378a878-f557-450f-aab8-323184ab5334',
  number: 7,
  executionType: 'STANDARD',
  status: 'Failed',
  statusSummary: 'Build/Build: it broke',
  cause: { type: 'Push', detail: 'push to main' },
  revision: 'bdcc5eb0'.repeat(5),
  revisionSummary: 'feat: change \u001b[31ma log text',
  branch: 'main',
  pipelineName: 'golden',
  definitionVersion: '1',
  session: 'this',
  startedAt: at(0),
  endedAt: at(72),
  stages: [
    {
      name: 'Source',
      status: 'Succeeded',
      startedAt: at(0),
      endedAt: at(1),
      attempt: 1,
      actions: [
        {
          name: 'Source',
          provider: 'CodeStarSourceConnection',
          status: 'Succeeded',
          startedAt: at(0),
          endedAt: at(1),
          summary: 'bdcc5eb0',
          logFile: 'a',
        },
      ],
    },
    {
      name: 'Build',
      status: 'Failed',
      startedAt: at(1),
      endedAt: at(72),
      attempt: 2,
      actions: [
        {
          name: 'Build',
          provider: 'CodeBuild',
          status: 'Failed',
          startedAt: at(1),
          endedAt: at(72),
          summary: 'it broke',
          logFile: 'b',
          details: {
            commands: [
              { phase: 'INSTALL', command: 'npm ci', seconds: 31.2, exitCode: 0 },
              { phase: 'BUILD', command: 'one\ntwo', seconds: 39.8, exitCode: 1 },
            ],
            reports: [{ name: 'tests', text: '3 tests, 1 failed' }],
          },
        },
      ],
    },
  ],
  variables: {},
  artifacts: {},
};

describe('show', () => {
  it('tells actions, seconds, reasons and the end of the log of what failed', () => {
    const tail = ['expected 3', '\u001b[31mgot 2\u001b[0m'];
    expect(showText({ execution: FAILED, now: NOW, tailOf: () => tail })).toBe(
      `
Execution 5378a878-f557-450f-aab8-323184ab5334: Failed after 72.0 s
  commit bdcc5eb0 on main: feat: change a log text
  begun by push to main, 2026-01-01T00:00:00.000Z

  Source    Succeeded      1.0 s
    Source  Succeeded      1.0 s   bdcc5eb0
  Build     Failed        71.0 s   attempt 2
    Build   Failed        71.0 s   it broke
                          31.2 s   $ npm ci
            exit 1        39.8 s   $ one ; two
                                   report tests: 3 tests, 1 failed

Build/Build failed: it broke
  | expected 3
  | got 2
  all of it: npm run pipeline -- logs 5378a878 Build/Build`.trim(),
    );
  });

  it('tells how long a running one has been running', () => {
    const { endedAt: _, ...running } = { ...FAILED, status: 'InProgress' as const, stages: [] };
    expect(showText({ execution: running, now: NOW, tailOf: () => [] }).split('\n')[0]).toBe(
      'Execution 5378a878-f557-450f-aab8-323184ab5334: InProgress for 75.0 s now',
    );
  });
});

describe('list', () => {
  it('draws one row each, and says how to begin when there is none', () => {
    const text = listText([FAILED], NOW);
    expect(text).toContain(
      '│ 5378a878  │ Failed │ 72.0 s │ bdcc5eb0 │ ✓ Source  ✗ Build   │ feat: change a log text',
    );
    expect(listText([], NOW)).toBe(
      'No execution yet. Push a commit: git push .local/repository.git HEAD:main',
    );
  });

  it('gives programs four facts, the commit in full, and the stages that were entered', () => {
    expect(listJson([FAILED])).toEqual([
      {
        executionId: '5378a878-f557-450f-aab8-323184ab5334',
        status: 'Failed',
        revision: 'bdcc5eb0'.repeat(5),
        stages: [
          { name: 'Source', status: 'Succeeded' },
          { name: 'Build', status: 'Failed' },
        ],
      },
    ]);
  });
});

describe('the line of npm start', () => {
  it('says what ended how, and where to look', () => {
    expect(resultLine(FAILED)).toBe(
      'pipeline 5378a878: Failed after 72.0 s: Build/Build: it broke (npm run pipeline -- show 5378a878)',
    );
    expect(resultLine({ ...FAILED, status: 'InProgress' })).toBe(
      'pipeline 5378a878: begins with bdcc5eb0 feat: change a log text',
    );
  });
});
