// What a failed stage of a golden pipeline leads to: rollback and retry.
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

const rollingBack = (name: string, action: string) =>
  [`        - Name: ${name}`, '          OnFailure: { Result: ROLLBACK }', '          Actions:', action].join(
    '\n',
  );

function runAll(text: string, acts: Record<string, Act> = {}) {
  pipeline = golden(text, acts);
  return runOnce(pipeline);
}

describe('rollback of a failed stage', () => {
  const text = goldenTemplate(
    `${stage('Build', build('Build', WITH_NAMESPACE))}\n${rollingBack('Deploy', build('Deploy', ", Configuration: { ProjectName: '#{Build.HASH}' }"))}`,
  );

  /** Each letter is one execution: g good, b bad in Deploy. */
  async function run(outcomes: string) {
    const deployed: string[] = [];
    pipeline = golden(text, {
      Build: ({ execution }) => ({ summary: 'built', variables: { HASH: `hash-${execution.number}` } }),
      Deploy: (context) => {
        deployed.push(`${context.execution.number}: ${context.action.configuration.ProjectName}`);
        const isBad =
          context.execution.executionType === 'STANDARD' && context.execution.revision.startsWith('b');
        return isBad ? failing(context) : undefined;
      },
    });
    for (const outcome of outcomes) pipeline.start(outcome.repeat(40));
    await pipeline.idle();
    return deployed;
  }

  it('is a new execution of that stage with the variables and artifacts of the last good one', async () => {
    const deployed = await run('gb');
    expect(deployed).toEqual(['1: hash-1', '2: hash-2', '3: hash-1']);
    const [good, bad, rollback] = pipeline.all();
    expect(inWords(bad!)).toBe('Failed: Source Succeeded, Build Succeeded, Deploy Failed');
    expect(inWords(rollback!)).toBe('Succeeded: Deploy Succeeded');
    expect(rollback).toMatchObject({
      executionType: 'ROLLBACK',
      revision: good!.revision,
      artifacts: good!.artifacts,
      cause: { type: 'AutomatedRollback' },
    });
  });

  it('comes before an execution that waits for the stage', async () => {
    const rollback = gate();
    const waits = () => pipeline.story.includes('3 Build-');
    pipeline = golden(text, {
      Build: ({ execution }) => ({ summary: 'built', variables: { HASH: `hash-${execution.number}` } }),
      Deploy: async (context) => {
        if (context.execution.executionType === 'ROLLBACK') return rollback.act();
        if (!context.execution.revision.startsWith('b')) return undefined;
        await eventually(() => Promise.resolve(waits()), { withinMs: 5_000, everyMs: 5 });
        return failing(context);
      },
    });
    for (const outcome of 'gbg') pipeline.start(outcome.repeat(40));
    await rollback.begun;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(pipeline.story).not.toContain('3 Deploy+');
    rollback.open();
    await pipeline.idle();
    expect(pipeline.story.filter((line) => line.includes('Deploy'))).toEqual(
      [1, 2, 4, 3].flatMap((number) => [`${number} Deploy+`, `${number} Deploy-`]),
    );
  });

  it('does nothing before the first success, and says so', async () => {
    expect(await run('b')).toEqual(['1: hash-1']);
    expect(pipeline.all()).toHaveLength(1);
    expect(pipeline.all()[0]?.statusSummary).toMatch(/no earlier success of Deploy/);
  });

  it('takes no rollback as its target', async () => {
    await run('gbb');
    expect(
      pipeline
        .all()
        .map(({ executionType, status }) => `${executionType} ${status}`)
        .sort(),
    ).toEqual(
      [
        'STANDARD Succeeded',
        'STANDARD Failed',
        'ROLLBACK Succeeded',
        'STANDARD Failed',
        'ROLLBACK Succeeded',
      ].sort(),
    );
    const [good, ...others] = pipeline.all();
    for (const rollback of others.filter(({ executionType }) => executionType === 'ROLLBACK')) {
      expect(rollback.cause.detail).toContain(`back to ${good!.executionId.slice(0, 8)}`);
    }
  });
});

describe('retry', () => {
  const text = goldenTemplate(
    `${stage('Build', build('A'), build('B'))}\n${stage('Deploy', build('Deploy'))}`,
  );

  /** B fails so many times. */
  async function failed(times: number) {
    let left = times;
    pipeline = golden(text, { B: (context) => ((left -= 1) >= 0 ? failing(context) : undefined) });
    const { executionId } = pipeline.start();
    await pipeline.idle();
    return executionId;
  }

  it('runs the failed actions of the failed stage again and goes on', async () => {
    const id = await failed(1);
    pipeline.retry(id.slice(0, 8));
    await pipeline.idle();
    const state = pipeline.stateOf(id);
    expect(inWords(state)).toBe(
      'Succeeded: Source Succeeded, Build Succeeded (A Succeeded, B Succeeded), Deploy Succeeded',
    );
    expect(state.stages[1]?.attempt).toBe(2);
    expect(pipeline.story.filter((line) => line.endsWith('+'))).toEqual([
      '1 Source+',
      '1 A+',
      '1 B+',
      '1 B+',
      '1 Deploy+',
    ]);
  });

  it('is refused when a later execution has entered the stage, or nothing failed', async () => {
    const id = await failed(1);
    const later = pipeline.start();
    await pipeline.idle();
    expect(() => pipeline.retry(id)).toThrow('another execution has entered Build since');
    expect(() => pipeline.retry(later.executionId)).toThrow(
      'it is Succeeded; only a failed stage can be retried',
    );
  });

  it('happens once by itself where the definition says so', async () => {
    const withRetry = text.replace(
      '- Name: Build\n',
      '- Name: Build\n          OnFailure: { Result: RETRY }\n',
    );
    let runs = 0;
    const state = await runAll(withRetry, {
      B: (context) => ((runs += 1) === 1 ? failing(context) : undefined),
    });
    expect(inWords(state)).toMatch(/^Succeeded/);
    pipeline.remove();
    runs = 0;
    const failedTwice = await runAll(withRetry, {
      B: (context) => ((runs += 1) <= 2 ? failing(context) : undefined),
    });
    expect({ status: failedTwice.status, runs }).toEqual({ status: 'Failed', runs: 2 });
  });
});
