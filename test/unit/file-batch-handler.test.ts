import { describe, expect, test } from '@jest/globals';
import type { Context, SQSEvent } from 'aws-lambda';
import { captureOutput } from '../support/captured-output.ts';
import { envelope } from '../support/events.ts';
import { BUCKET, createWorld, onlyRow, upload, type World } from '../support/world.ts';

// Powertools reads these when it is loaded, as in the function.
Object.assign(process.env, {
  POWERTOOLS_SERVICE_NAME: 'process-file',
  POWERTOOLS_METRICS_NAMESPACE: 'FileProcessing',
});
const { createFileBatchHandler } = await import('../../lambda/file-batch-handler.ts');

const context = {
  functionName: 'process-file',
  functionVersion: '7',
  awsRequestId: 'r-1',
  getRemainingTimeInMillis: () => 300_000,
} as Context;

const SENT_AT = Date.parse('2026-11-21T09:59:59.000Z');

const handlerOf = (world: World) =>
  createFileBatchHandler({ ports: world.run(), settings: world.settings, environmentName: 'dev' });

function eventOf(bodies: unknown[]): SQSEvent {
  const Records = bodies.map((body, at) => ({
    messageId: `m${at}`,
    receiptHandle: `h${at}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: { ApproximateReceiveCount: '2', SentTimestamp: String(SENT_AT) },
  }));
  return { Records } as unknown as SQSEvent;
}

function uploadEvent(world: World, content: string, key: string) {
  const { versionId, eTag } = upload(world, content, { key });
  return envelope({ bucketName: BUCKET, key, versionId, eTag: eTag ?? '', size: content.length });
}

const { lines, logged, plain, metrics: emitted } = captureOutput();

describe('the handler of process-file', () => {
  test('declares two parameters, because the runtime refuses a third', () => {
    expect(handlerOf(createWorld()).length).toBeLessThanOrEqual(2);
  });

  test('answers with the ids of the messages that must come again', async () => {
    const world = createWorld();
    const answer = await handlerOf(world)(
      eventOf([uploadEvent(world, 'one two', 'a.txt'), 'hello']),
      context,
    );
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
  });

  test('hands back every message when something breaks outside the handling of one file', async () => {
    const world = createWorld();
    const broken = {
      ...world.run(),
      newToken: () => {
        throw new Error('no randomness');
      },
    };
    const handler = createFileBatchHandler({
      ports: broken,
      settings: world.settings,
      environmentName: 'dev',
    });
    const answer = await handler(
      eventOf([uploadEvent(world, 'one two', 'a.txt'), uploadEvent(world, 'x', 'b.txt')]),
      context,
    );
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['m0', 'm1']);
    expect(logged('batch failed')).toHaveLength(1);
    expect(emitted()[0]).toMatchObject({ UnexpectedFailures: 2, FunctionVersion: '7' });
  });

  test('refuses an event that is not from a queue', async () => {
    await expect(handlerOf(createWorld())({} as SQSEvent, context)).rejects.toThrow(/has no Records/);
  });

  test('logs one line for a file, with a fixed message and never its content', async () => {
    const world = createWorld();
    await handlerOf(world)(eventOf([uploadEvent(world, 'secret words', 'notes\n.txt')]), context);
    expect(logged('file processed')).toEqual([
      expect.objectContaining({
        level: 'INFO',
        file_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        bucket: BUCKET,
        key: 'notes\n.txt',
        version_id: 'v1',
        outcome: 'PROCESSED',
        file_type: 'text/plain',
        size_bytes: 12,
        attempt: 1,
        duration_ms: 0,
        function_request_id: 'r-1',
      }),
    ]);
    expect(JSON.stringify(lines())).not.toContain('secret');
  });

  test('logs a claim before the work begins, so that an attempt that ends the process leaves its line', async () => {
    const world = createWorld();
    let before: unknown[] = [];
    const { measure } = world;
    world.measure = async (input) => {
      before = logged('file claimed');
      return measure(input);
    };
    await handlerOf(world)(eventOf([uploadEvent(world, 'one two', 'a.txt')]), context);
    expect(before).toEqual([
      expect.objectContaining({
        level: 'INFO',
        file_id: onlyRow(world).documentId,
        bucket: BUCKET,
        key: 'a.txt',
        version_id: 'v1',
        message_id: 'm0',
        why: 'claim',
        attempt: 1,
        revision: 1,
        redrive_rounds: 0,
        receives: 2,
        sent_at: '2026-11-21T09:59:59.000Z',
      }),
    ]);
    expect(logged('file claimed')).toHaveLength(1);
  });

  test('a delivery that finds the work done logs no claim, and the id all the same', async () => {
    const world = createWorld();
    const event = eventOf([uploadEvent(world, 'one two', 'a.txt')]);
    for (let times = 0; times < 2; times++) await handlerOf(world)(event, context);
    const file_id = onlyRow(world).documentId;
    expect(logged('file claimed')).toHaveLength(1);
    expect(logged('duplicate skipped')).toMatchObject([{ file_id, message_id: 'm0' }]);
  });

  test('a queue that tells no time does not matter', async () => {
    const world = createWorld();
    const event = eventOf([uploadEvent(world, 'one two', 'a.txt')]);
    for (const { attributes } of event.Records) attributes.SentTimestamp = undefined as unknown as string;
    expect(await handlerOf(world)(event, context)).toEqual({ batchItemFailures: [] });
    expect(logged('file claimed')[0]).not.toHaveProperty('sent_at');
  });

  test('emits metrics of a file in the fixed namespace and with the fixed dimensions', async () => {
    const world = createWorld();
    await handlerOf(world)(eventOf([uploadEvent(world, 'one two', 'a.txt')]), context);
    const [blob] = emitted() as {
      _aws: { CloudWatchMetrics: { Namespace: string; Dimensions: string[][] }[] };
    }[];
    expect(blob?._aws.CloudWatchMetrics[0]).toMatchObject({
      Namespace: 'FileProcessing',
      Dimensions: [['service', 'environment', 'FileType']],
    });
    expect(blob).toMatchObject({
      service: 'process-file',
      environment: 'dev',
      FileType: 'text/plain',
      FilesProcessed: 1,
      BytesRead: 7,
      NotificationsSent: 1,
      UploadToResultTime: 0,
    });
  });

  test('counts the files of a batch once more over all types, with every single duration', async () => {
    const world = createWorld();
    const bodies = { 'a.txt': 'one two', 'b.csv': 'a,b\n1,2\n', 'c.json': '1' };
    const events = Object.entries(bodies).map(([key, body]) => uploadEvent(world, body, key));
    await handlerOf(world)(eventOf(events), context);
    const whole = emitted().at(-1) as { _aws: { CloudWatchMetrics: { Dimensions: string[][] }[] } };
    expect(whole._aws.CloudWatchMetrics[0]?.Dimensions).toEqual([['service', 'environment']]);
    expect(whole).toMatchObject({ FilesProcessed: [1, 1, 1], BytesRead: [7, 8, 1] });
    expect(whole).toMatchObject({ UploadToResultTime: [0, 0, 0] });
    expect(whole).not.toHaveProperty('FileType');
  });

  test('writes no line of plain text, also in a warm process', async () => {
    const world = createWorld();
    for (const key of ['a.txt', 'b.txt'])
      await handlerOf(world)(eventOf([uploadEvent(world, 'one two', key)]), context);
    expect(plain()).toEqual([]);
    // One line for the file, one for its batch.
    expect(emitted()).toHaveLength(4);
  });

  test('counts an error as an unexpected failure of its function version', async () => {
    const world = createWorld();
    const event = eventOf([uploadEvent(world, 'one two', 'a.txt')]);
    world.measure = async () => {
      throw new Error('connection cut');
    };
    await handlerOf(world)(event, context);
    expect(logged('file returned')).toEqual([
      expect.objectContaining({
        level: 'ERROR',
        file_id: onlyRow(world).documentId,
        why: 'error',
        delay_seconds: 30,
      }),
    ]);
    const dimensions = (emitted()[0] as { _aws: { CloudWatchMetrics: { Dimensions: string[][] }[] } })._aws
      .CloudWatchMetrics[0]?.Dimensions;
    expect([...(dimensions?.[0] ?? [])].sort()).toEqual(['FunctionVersion', 'environment', 'service']);
    expect(emitted()[0]).toMatchObject({ UnexpectedFailures: 1, FunctionVersion: '7' });
  });

  test('counts what is no file', async () => {
    const world = createWorld();
    await handlerOf(world)(eventOf([{ Event: 's3:TestEvent' }, envelope({ key: 'a/', size: 0 })]), context);
    expect(emitted().map((line) => Object.keys(line).find((name) => name.endsWith('Skipped')))).toEqual([
      'TestEventsSkipped',
      'FolderMarkersSkipped',
    ]);
  });
});
