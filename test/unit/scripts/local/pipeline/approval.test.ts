// Manual approval in a golden pipeline: waits for a person, goes on or fails.
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../../support/eventually.ts';
import { build, golden, goldenTemplate, inWords, stage, type Golden } from './golden.ts';

let pipeline: Golden;
afterEach(async () => {
  await pipeline.stop();
  pipeline.remove();
});

const APPROVAL =
  "            - { Name: Approve, ActionTypeId: { Category: Approval, Owner: AWS, Provider: Manual, Version: '1' } }";

describe('manual approval', () => {
  const text = goldenTemplate(`${stage('Approve', APPROVAL)}\n${stage('Deploy', build('Deploy'))}`);

  async function waiting() {
    pipeline = golden(text);
    const { executionId } = pipeline.start();
    await eventually(() => Promise.resolve(pipeline.story.includes('1 Approve+')), {
      withinMs: 5_000,
      everyMs: 5,
    });
    return executionId;
  }

  it('waits, and goes on when it is approved', async () => {
    const id = await waiting();
    expect(inWords(pipeline.stateOf(id))).toBe('InProgress: Source Succeeded, Approve InProgress');
    expect(pipeline.approve(id, true)).toBe('Approve/Approve');
    await pipeline.idle();
    expect(inWords(pipeline.stateOf(id))).toBe(
      'Succeeded: Source Succeeded, Approve Succeeded, Deploy Succeeded',
    );
  });

  it('fails when it is rejected, with the words of who rejected it', async () => {
    const id = await waiting();
    pipeline.approve(id, false, 'not on a Friday');
    await pipeline.idle();
    expect(inWords(pipeline.stateOf(id))).toBe('Failed: Source Succeeded, Approve Failed');
    expect(pipeline.stateOf(id).statusSummary).toBe('Approve/Approve: Rejected: not on a Friday');
    expect(() => pipeline.approve(id, true)).toThrow('waits for no approval');
  });
});
