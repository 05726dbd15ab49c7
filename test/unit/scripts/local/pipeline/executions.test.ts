// Golden pipelines: states and order as CodePipeline documents them for queued executions.
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../../support/eventually.ts';
import {
  build,
  failing,
  gate,
  golden,
  goldenTemplate,
  inWords,
  runOnce,
  stage,
  WITH_NAMESPACE,
  type Act,
  type Golden,
} from './golden.ts';

let pipeline: Golden;
afterEach(async () => {
  await pipeline.stop();
  pipeline.remove();
});

function runAll(text: string, acts: Record<string, Act> = {}) {
  pipeline = golden(text, acts);
  return runOnce(pipeline);
}

describe('actions of one stage', () => {
  it('run side by side at the same run order, and the next order only after all of them', async () => {
    const a = gate();
    const b = gate();
    pipeline = golden(goldenTemplate(stage('Build', build('A'), build('B'), build('C', ', RunOrder: 2'))), {
      A: a.act,
      B: b.act,
    });
    pipeline.start();
    await Promise.all([a.begun, b.begun]);
    a.open();
    await eventually(() => Promise.resolve(pipeline.story.includes('1 A-')), { withinMs: 5_000, everyMs: 5 });
    expect(pipeline.story).not.toContain('1 C+');
    b.open();
    await pipeline.idle();
    expect(pipeline.story).toEqual([
      '1 Source+',
      '1 Source-',
      '1 A+',
      '1 B+',
      '1 A-',
      '1 B-',
      '1 C+',
      '1 C-',
    ]);
  });

  it('all end when one of them fails; the next order and the next stage do not begin', async () => {
    const slow = gate();
    setTimeout(slow.open, 50);
    const state = await runAll(
      goldenTemplate(
        `${stage('Build', build('A'), build('B'), build('C', ', RunOrder: 2'))}\n${stage('Deploy', build('Deploy'))}`,
      ),
      { A: failing, B: slow.act },
    );
    expect(inWords(state)).toBe('Failed: Source Succeeded, Build Failed (A Failed, B Succeeded)');
    expect(state.statusSummary).toBe('Build/A: it broke');
  });
});

describe('variables and artifacts', () => {
  it('go from one action to the next', async () => {
    const seen: string[] = [];
    const state = await runAll(
      goldenTemplate(
        `${stage('Build', build('Build', WITH_NAMESPACE))}\n${stage('Deploy', build('Deploy', ", RunOrder: 1, Configuration: { ProjectName: 'v #{Build.HASH} of #{codepipeline.PipelineExecutionId}' }"))}`,
      ),
      {
        Build: () => ({ summary: 'built', variables: { HASH: 'abc' } }),
        Deploy: ({ action }) => {
          seen.push(action.configuration.ProjectName ?? '');
          return undefined;
        },
      },
    );
    expect(seen).toEqual([`v abc of ${state.executionId}`]);
    expect(state.artifacts.Release).toContain(state.executionId);
  });

  it('fail the action that needs a variable which nobody gave', async () => {
    const state = await runAll(
      goldenTemplate(
        `${stage('Build', build('Build', WITH_NAMESPACE))}\n${stage('Deploy', build('Deploy', ", Configuration: { ProjectName: '#{Build.HASH}' }"))}`,
      ),
    );
    expect(inWords(state)).toBe('Failed: Source Succeeded, Build Succeeded, Deploy Failed');
    expect(state.statusSummary).toMatch(/The variable #\{Build.HASH\} has no value/);
  });
});

describe('queued executions', () => {
  it('pass every stage one at a time, in the order in which they came', async () => {
    const first = gate();
    let isFirst = true;
    pipeline = golden(
      goldenTemplate(`${stage('Build', build('Build'))}\n${stage('Deploy', build('Deploy'))}`),
      {
        Build: () => {
          const act = isFirst ? first.act : undefined;
          isFirst = false;
          return act?.() ?? undefined;
        },
      },
    );
    for (let i = 0; i < 3; i += 1) pipeline.start();
    await first.begun;
    // The second has passed its source stage and waits.
    await eventually(() => Promise.resolve(pipeline.story.includes('3 Source-')), {
      withinMs: 5_000,
      everyMs: 5,
    });
    expect(pipeline.story).not.toContain('2 Build+');
    first.open();
    await pipeline.idle();
    for (const name of ['Source', 'Build', 'Deploy']) {
      const own = pipeline.story.filter((line) => line.includes(` ${name}`));
      expect(own).toEqual([1, 2, 3].flatMap((number) => [`${number} ${name}+`, `${number} ${name}-`]));
    }
    expect(pipeline.all().map(({ status }) => status)).toEqual(['Succeeded', 'Succeeded', 'Succeeded']);
  });

  it('go on when the one before them fails', async () => {
    let runs = 0;
    pipeline = golden(goldenTemplate(stage('Build', build('Build'))), {
      Build: (context) => ((runs += 1) === 1 ? failing(context) : undefined),
    });
    pipeline.start();
    pipeline.start();
    await pipeline.idle();
    expect(pipeline.all().map(({ status }) => status)).toEqual(['Failed', 'Succeeded']);
  });
});

describe('stop', () => {
  it('marks what runs as abandoned and what waits as stopped', async () => {
    pipeline = golden(goldenTemplate(stage('Build', build('Build'))), {
      Build: ({ signal }) => {
        const { promise, reject } = Promise.withResolvers<never>();
        signal.addEventListener('abort', () => reject(new Error('aborted')));
        return promise;
      },
    });
    pipeline.start();
    pipeline.start();
    await eventually(() => Promise.resolve(pipeline.story.includes('2 Source-')), {
      withinMs: 5_000,
      everyMs: 5,
    });
    await pipeline.stop();
    expect(pipeline.all().map(inWords)).toEqual([
      'Stopped: Source Succeeded, Build Stopped (Build Abandoned)',
      'Stopped: Source Succeeded',
    ]);
  });
});
