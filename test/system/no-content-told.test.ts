// What is in a file stays in the file: words planted in files of every type, good and bad, are in no log line, no reason, no message and no e-mail;
// and every line that a function logs is one JSON object.
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { FileRow } from '../../lambda/core/file-row.ts';
import { emailTextOf } from '../../lambda/core/notices/email-text.ts';
import type { Heard } from '../../scripts/lib/outside/ear.ts';
import { Outside } from '../../scripts/lib/outside/outside.ts';
import { STACKS } from '../../scripts/stacks.ts';
import { deployedSystem } from '../support/deployed.ts';
import { testEngine } from '../support/engine.ts';
import { eventually } from '../support/eventually.ts';

jest.setTimeout(120_000);

testEngine();
const outside = new Outside(deployedSystem());
const lambda = new LambdaClient();
const logs = new CloudWatchLogsClient();
const RUN = `planted-${Date.now()}`;
/** A word that is nowhere else; also a name in XML and a column in CSV. */
const M = 'pLaNtEd7Q';

const deep = (open: string, close: string) => `${open.repeat(300)}"${M}"${close.repeat(300)}`;
const FILES: Readonly<Record<string, string | Uint8Array>> = {
  'good.csv': `name,${M}\n${M},1\n`,
  'ragged.csv': `a,${M}\n1,2\n${M}\n`,
  'open-quote.csv': `a,b\n"${M},2\n`,
  'quote-in-field.csv': `a,b\n${M}"x"${M},2\n`,
  'behind-quote.csv': `a,b\n"1"${M},2\n`,
  'wide.csv': `${Array.from({ length: 2_001 }, () => M).join(',')}\n`,
  'really-json.csv': `{"${M}": 1}\n`,
  'good.json': `{"${M}": "${M}"}`,
  'cut.json': `[{"${M}": "${M}`,
  'bare.json': `{"a": ${M}}`,
  'two.json': `{"a": 1} ${M}`,
  'escape.json': `["\\${M}"]`,
  'key.json': `{${M}: 1}`,
  'comment.json': `[1] // ${M}`,
  'deep.json': deep('[', ']'),
  'good.ndjson': `{"a":"${M}"}\n`,
  'bad.ndjson': `{"a":1}\n{"a":${M}}\n`,
  'good.xml': `<${M} ${M}="${M}">${M}</${M}>`,
  'mismatch.xml': `<r><${M}></r></${M}>`,
  'unclosed.xml': `<r><${M}>${M}`,
  'attribute.xml': `<r ${M}=${M}/>`,
  'twice.xml': `<r ${M}="1" ${M}="2"/>`,
  'entity.xml': `<r>&${M};</r>`,
  'doctype.xml': `<!DOCTYPE ${M} [<!ENTITY ${M} "${M}">]><r/>`,
  'instruction.xml': `<r><?${M} ${M}</r>`,
  'comment.xml': `<r><!-- ${M} -- ${M} --></r>`,
  'deep.xml': `${`<${M}>`.repeat(300)}${`</${M}>`.repeat(300)}`,
  'good.txt': `${M} ${M}\n`,
  'nul.txt': `${M}\0${M}`,
  'latin.txt': Buffer.from(`${M} \xe9 ${M}`, 'latin1'),
  'good.log': `${M}\n`,
  'broken.pdf': `%PDF-1.7\n1 0 obj\n<< /Type /Catalog /${M} (${M}) >>\n%%EOF`,
  'unknown.exe': M,
  'good.csv.gz': gzipSync(`a,b\n${M},2\n`),
  'ragged.csv.gz': gzipSync(`a,b\n${M}\n`),
  'cut.json.gz': gzipSync(`["${M}"]`).subarray(0, 20),
};

let begunAt: number;
let rows: FileRow[];
let heard: Heard[];
let lines: string[];

beforeAll(async () => {
  begunAt = Date.now();
  const ear = await outside.listen(RUN);
  const pdf = await readFile(new URL('../../samples/invoice.pdf', import.meta.url));
  // Each half with what the other lacks: readers of PDF warn of what they find.
  const files = {
    ...FILES,
    'cut.pdf': Buffer.concat([pdf.subarray(0, pdf.length / 2), Buffer.from(M)]),
    'patched.pdf': Buffer.from(pdf.toString('latin1').replaceAll('endobj', `${M} endobj`), 'latin1'),
  };
  for (const [name, body] of Object.entries(files)) await outside.put(`${RUN}/${name}`, body);
  const names = Object.keys(files);
  await eventually(
    async () => {
      rows = (await Promise.all(names.map((name) => outside.rows(`${RUN}/${name}`)))).flat();
      expect(rows.filter(({ notification }) => notification === 'SENT')).toHaveLength(names.length);
    },
    { withinMs: 90_000 },
  );
  await runTheOthers();
  const ids = new Set(rows.map(({ documentId }) => documentId));
  heard = (await ear.collect()).filter(({ body }) => ids.has(String(body.documentId)));
  await eventually(
    async () => {
      lines = await linesOfAll();
      for (const id of ids)
        expect(lines.some((line) => line.includes(id) && line.includes('"outcome"'))).toBe(true);
    },
    { withinMs: 30_000 },
  );
}, 150_000);

afterAll(() => {
  outside.end();
  lambda.destroy();
  logs.destroy();
});

/** Every function that runs without a message of its own, once. */
async function runTheOthers(): Promise<void> {
  const functions = ['Redrive', 'Reconcile', 'DailyReport', 'NotifyDigest'].map(
    (name) => `${name}FunctionName`,
  );
  for (const output of functions.filter((name) => outside.outputs[name] !== undefined)) {
    const FunctionName = outside.output(output);
    await lambda.send(new InvokeCommand({ FunctionName, Qualifier: 'live', Payload: '{}' }));
  }
}

async function linesOfAll(): Promise<string[]> {
  const groups = STACKS.flatMap(({ functionName }) => functionName ?? []).map(
    (name) => `/aws/lambda/file-processing-local-${name}`,
  );
  const found = await Promise.all(groups.map(linesOf));
  return found.flat();
}

async function linesOf(logGroupName: string): Promise<string[]> {
  const command = new FilterLogEventsCommand({ logGroupName, startTime: begunAt, limit: 10_000 });
  const { events = [] } = await logs.send(command).catch((error: Error) => {
    if (error.name === 'ResourceNotFoundException') return { events: [] };
    throw error;
  });
  return events.map(({ message = '' }) => message.trim());
}

/** What the engine says of an invocation, as Lambda does with the log format Text. */
const PLATFORM = /^(START|END|REPORT) RequestId: /;

describe('a word that stands in files', () => {
  test('is in no log line', () => {
    expect(lines.length).toBeGreaterThan(2 * rows.length);
    expect(lines.filter((line) => line.includes(M))).toEqual([]);
  });

  test('is in no reason', () => {
    expect(rows.filter(({ status }) => status === 'REJECTED').length).toBeGreaterThan(20);
    expect(rows.map(({ reason }) => reason).filter((reason) => reason?.includes(M))).toEqual([]);
  });

  test('is in no message and no e-mail', () => {
    expect(heard.length).toBeGreaterThanOrEqual(rows.length);
    const told = heard.flatMap(({ body }) => [JSON.stringify(body), emailTextOf(body)]);
    expect(told.filter((text) => text.includes(M))).toEqual([]);
  });
});

test('every line of every function is one JSON object with a fixed message, or a metric', () => {
  const own = lines.filter((line) => line !== '' && !PLATFORM.test(line));
  const wrong = own.filter((line) => {
    const json = parsed(line);
    return typeof json?.message !== 'string' && json?._aws === undefined;
  });
  expect(wrong).toEqual([]);
  const messages = new Set(own.flatMap((line) => parsed(line)?.message ?? []));
  expect([...messages].filter((message) => !/^[a-z][a-z -]+$/.test(String(message)))).toEqual([]);
  const names = own.flatMap((line) =>
    Object.keys(parsed(line)?._aws === undefined ? (parsed(line) ?? {}) : {}),
  );
  expect([...new Set(names)].filter((name) => !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name))).toEqual([]);
});

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(line);
    return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
