import { describe, expect, test } from '@jest/globals';
import type { FileRow } from '../../../../lambda/core/file-row.ts';
import { showWait } from '../../../../scripts/lib/file/trace-text.ts';
import { captureOutput } from '../../../support/captured-output.ts';
import { onlyRow, upload } from '../../../support/world.ts';
import { TracedWorld } from './trace-world.ts';

const { lines } = captureOutput();
const tracedWorld = () => new TracedWorld(lines);

describe('the report', () => {
  const finished = async () => {
    const traced = tracedWorld();
    const file = upload(traced.world, 'one');
    await traced.deliver(file);
    return { traced, file, row: onlyRow(traced.world) };
  };

  test('that is not what the row says is named with what differs', async () => {
    const { traced, file, row } = await finished();
    traced.world.table.load({ ...row, wordCount: 99, reason: 'x' } as FileRow);
    const { trace, text } = await traced.trace(file.key);
    expect(trace.report?.differsIn).toEqual(['reason', 'wordCount']);
    expect(text).toContain('DIFFERS from the row in reason, wordCount');
  });

  test('that is missing is called missing', async () => {
    const { traced, file, row } = await finished();
    (traced.world.reports.objects as Map<string, Buffer>).delete(`processed/${row.documentId}.json`);
    const { trace, text } = await traced.trace(file.key);
    expect(trace.report).toMatchObject({ lastModified: null, differsIn: null });
    expect(text).toContain('.json is missing');
  });

  test('that is no JSON differs in everything', async () => {
    const { traced, file, row } = await finished();
    (traced.world.reports.objects as Map<string, Buffer>).set(
      `processed/${row.documentId}.json`,
      Buffer.from('null'),
    );
    expect((await traced.trace(file.key)).trace.report?.differsIn).toContain('status');
  });
});

describe('the text', () => {
  const HOSTILE = 'a\n2026-11-21 10:00:00.000 │ forged │\u001b[2J\u202e\u2028.txt';

  test('cannot be forged by a name, in as many lines as with a harmless one', async () => {
    const textOf = async (key: string) => {
      const traced = tracedWorld();
      const { measure } = traced.world;
      const file = upload(traced.world, 'one', { key });
      traced.world.measure = async () => {
        throw new Error(`${key} was cut`);
      };
      await traced.deliver(file);
      traced.world.measure = measure;
      await traced.deliver(file, 2);
      return (await traced.trace(key)).text;
    };
    const [hostile, harmless] = [await textOf(HOSTILE), await textOf(`${'a'.repeat(60)}.txt`)];
    expect(hostile.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(hostile).not.toMatch(/^2026-11-21 10:00:00.000 │ forged/mu);
    expect(hostile.split('\n').length).toBeLessThanOrEqual(harmless.split('\n').length + 4);
  });

  test('has raw names in JSON', async () => {
    const traced = tracedWorld();
    await traced.deliver(upload(traced.world, 'one', { key: HOSTILE }));
    expect((await traced.trace(HOSTILE)).trace).toMatchObject({
      fileName: HOSTILE,
      row: { fileName: HOSTILE },
    });
  });

  test('shows lines of functions that are not known here as they are', async () => {
    const traced = tracedWorld();
    const file = upload(traced.world, 'one');
    await traced.deliver(file);
    const { documentId } = onlyRow(traced.world);
    await traced.logging('redrive', async () => {
      const line = { level: 'INFO', notification_id: `${documentId}-1`, word: 'a b=\u202e\n' };
      for (const message of ['constructor', 'forged\n\u202e'])
        process.stdout.write(`${JSON.stringify({ ...line, message })}\n`);
    });
    const { trace, text } = await traced.trace(file.key);
    expect(trace.steps.at(-2)).toMatchObject({ step: 'constructor', source: 'redrive', what: '' });
    expect(text).toContain('redrive INFO forged\\n\\u{202e} notification_id');
    expect(text).toContain(
      `redrive INFO constructor notification_id=${documentId}-1 word="a b=\\u{202e}\\\\n"`,
    );
  });

  test.each([
    [0, '+0 ms'],
    [999, '+999 ms'],
    [1_000, '+1.0 s'],
    [59_999, '+59.9 s'],
    [60_000, '+1 min 0 s'],
    [3_599_999, '+59 min 59 s'],
    [3_600_000, '+1 h 0 min'],
    [180_000_000, '+50 h 0 min'],
  ])('shows %i ms as %s', (ms, shown) => expect(showWait(ms)).toBe(shown));
});
