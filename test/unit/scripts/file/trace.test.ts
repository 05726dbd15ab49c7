import { describe, expect, test } from '@jest/globals';
import type { SentDigest } from '../../../../lambda/core/digest/digest-run.ts';
import { captureOutput } from '../../../support/captured-output.ts';
import { failingFile } from '../../../support/dead-letters.ts';
import { onlyRow, passLease, upload } from '../../../support/world.ts';
import { TracedWorld } from './trace-world.ts';

const { lines } = captureOutput();
const tracedWorld = () => new TracedWorld(lines);
const stepsOf = ({ steps }: { steps: { step: string; source: string }[] }) =>
  steps.map(({ step, source }) => `${step} (${source})`);

function digestOf(minute: string): SentDigest {
  const from = `2026-11-21T${minute}:00.000Z`;
  const to = new Date(Date.parse(from) + 60_000).toISOString();
  return { notificationId: `digest-${from}`, from, to, total: 30 };
}

const STRAIGHT = [
  'uploaded (S3)',
  'queued (SQS)',
  'claimed (process-file)',
  'committed (DynamoDB)',
  'reported (S3)',
  'announced (process-file)',
];

describe('trace', () => {
  test('tells the life of a processed file, step by step', async () => {
    const traced = tracedWorld();
    const file = upload(traced.world, 'one two', { key: 'notes.txt' });
    await traced.deliver(file);
    const { trace, text } = await traced.trace('notes.txt');
    const { documentId } = onlyRow(traced.world);
    expect(stepsOf(trace)).toEqual(STRAIGHT);
    expect(trace.steps.map(({ afterMs }) => afterMs)).toEqual([null, 500, 750, 0, null, null]);
    expect(trace).toMatchObject({
      documentId,
      versionId: file.versionId,
      otherVersions: 0,
      isInBucket: true,
      row: { status: 'PROCESSED', attempt: 1 },
      report: { key: `processed/${documentId}.json`, differsIn: [] },
      notification: { notificationId: `${documentId}-1`, type: 'file', state: 'SENT', audience: 'all' },
      cutOff: [],
    });
    expect(trace.lines.map(({ functionName, message }) => `${functionName} ${message}`)).toEqual([
      'process-file file claimed',
      'process-file file processed',
    ]);
    for (const fact of [
      documentId,
      `${documentId}-1 (file), sent, to people and machines`,
      'equal to the row',
      'message m-v1',
      '+750 ms',
      `process-file INFO file processed`,
    ])
      expect(text).toContain(fact);
    // What stands above is not said again in every line.
    expect(text).not.toContain('file_id=');
    expect(text).not.toContain('key=');
  });

  test('tells why a file was rejected', async () => {
    const traced = tracedWorld();
    const reason = 'Line 3 has 2 columns.';
    traced.world.measure = async ({ body }) => {
      body.destroy();
      return { status: 'REJECTED', fileType: 'text/csv', reasonCode: 'MALFORMED_CSV', reason };
    };
    await traced.deliver(upload(traced.world, 'a', { key: 'a.csv' }));
    const { trace, text } = await traced.trace('a.csv');
    expect(stepsOf(trace)).toEqual(STRAIGHT);
    expect(text).toContain(`MALFORMED_CSV: ${reason}`);
    expect(text).toMatch(/Status +│ REJECTED MALFORMED_CSV/);
  });

  test('tells of every attempt of a file that was given back', async () => {
    const traced = tracedWorld();
    const { measure } = traced.world;
    const file = upload(traced.world, 'one two');
    traced.world.measure = async () => {
      throw new Error('connection cut');
    };
    await traced.deliver(file);
    traced.world.measure = measure;
    traced.world.clock.advance(10_000);
    await traced.deliver(file, 2);
    const { trace, text } = await traced.trace(file.key);
    expect(stepsOf(trace)).toEqual([
      'uploaded (S3)',
      'queued (SQS)',
      'claimed (process-file)',
      'returned (process-file)',
      ...STRAIGHT.slice(2),
    ]);
    expect(text).toContain('connection cut, again after 10 s');
    expect(text).toContain('delivery 2 of its message');
    expect(text).not.toContain('without a word');
  });

  test('tells of an attempt that ended without a word', async () => {
    const traced = tracedWorld();
    const file = upload(traced.world, 'one two');
    traced.world.faults.set(traced.world.calls.length + 2, 'crash before');
    await traced.deliverAndDie(file);
    traced.world.faults.clear();
    passLease(traced.world);
    await traced.deliver(file, 2);
    const { steps } = (await traced.trace(file.key)).trace;
    expect(steps.filter(({ step }) => step === 'claimed').map(({ what }) => what)).toEqual([
      'to read it, revision 1, delivery 1 of its message',
      'to read it, revision 1, delivery 2 of its message; 1 earlier ended without a word',
    ]);
  });

  test('tells what redrive and reconcile did', async () => {
    const traced = tracedWorld();
    const file = await failingFile(traced.world);
    await traced.redrive();
    const { trace } = await traced.trace(file.key);
    expect(trace.steps.find(({ source }) => source === 'redrive')).toMatchObject({
      step: 'redriven',
      what: 'next-round, round 1, revision 1, again after 60 s',
    });
    expect(trace.row).toMatchObject({ status: 'PROCESSING', redriveRounds: 1 });
    traced.world.clock.advance(24 * 60 * 60 * 1_000);
    await traced.reconcile();
    expect((await traced.trace(file.key)).trace.steps.at(-1)).toMatchObject({
      step: 'reconciled',
      source: 'reconcile',
    });
  });

  test('names the digest in which people were told', async () => {
    const traced = tracedWorld();
    traced.world.settings.emailThresholdPerMinute = 0;
    const file = upload(traced.world, 'one two');
    await traced.deliver(file);
    expect((await traced.trace(file.key)).text).toContain('to machines; people get a digest');
    traced.world.clock.advance(150_000);
    await traced.digests(['10:01', '09:58', '10:00'].map(digestOf));
    const { trace, text } = await traced.trace(file.key);
    const digestId = 'digest-2026-11-21T10:00:00.000Z';
    expect(trace.notification).toMatchObject({ audience: 'machines', digestId });
    expect(trace.steps.at(-1)).toMatchObject({ step: 'digest sent', what: `${digestId}, of 30 files` });
    expect(text).toContain(`to machines; people got ${digestId}`);
  });

  test('tells of a duplicate', async () => {
    const traced = tracedWorld();
    const file = upload(traced.world, 'one two');
    for (const receives of [1, 2]) await traced.deliver(file, receives);
    expect(stepsOf((await traced.trace(file.key)).trace)).toEqual([...STRAIGHT, 'duplicate (process-file)']);
  });
});
