// The mail of every kind of message, made of nothing but its machine JSON: whoever has only the JSON can show what the mail says.
import { displayName, displayText } from './display-name.ts';
import { orderErrors, orderFacts, ordersSentence } from './order-texts.ts';
import { countText, factLines, numberText, sizeText, timeText, type Fact } from './for-people.ts';

/** The JSON that machines get, parsed; whatever is in it is made safe before it is shown. */
export type MachineFields = Readonly<Record<string, unknown>>;

/** Keys of reports: shown so that they can be copied. */
const OUR_KEY = /^(processed|daily-reports)\/[\w-]+\.(json|csv|html)$/;

/** In this order everywhere: what somebody must act on comes first. */
const STATUSES = ['FAILED', 'REJECTED', 'DELETED', 'PROCESSED'];

const WORDS: Readonly<Record<string, { sentence: string; advice?: string }>> = {
  PROCESSED: { sentence: 'was processed' },
  REJECTED: {
    sentence: 'was rejected',
    advice: 'The file is at fault: mend it and upload it again under any name.',
  },
  FAILED: {
    sentence: 'could not be processed',
    advice:
      'The file is not at fault: the operator must look, and bring it back with `npm run file -- replay`.',
  },
  DELETED: { sentence: 'was deleted before it could be read' },
};

/** Plain text that a person likes to read: one sentence, then the facts. A pure function; a kind that is not known shows its `text`. */
export function emailTextOf(fields: MachineFields): string {
  switch (fields.type) {
    case 'file':
    case 'probe':
      return fileText(fields);
    case 'digest':
      return digestText(fields);
    case 'daily-report':
      return dailyReportText(fields);
    default:
      return page(line(fields.text) ?? 'There is news from the file processing.');
  }
}

function fileText(fields: MachineFields): string {
  const { sentence = 'has a result', advice } = WORDS[String(fields.status)] ?? {};
  const name = shownName(fields.fileName);
  const why = line(fields.reason) ?? (fields.status === 'PROCESSED' ? countsOf(fields) : undefined);
  const first = ordersSentence(fields) ?? `${name} ${sentence}${why === undefined ? '' : `: ${why}`}`;
  const revision = Number(fields.revision);
  return page(first, [
    factLines([
      ['File', name],
      ['Status', line(fields.status)],
      ['Reason', line(fields.reasonCode)],
      ['Type', line(fields.fileType)],
      ['Size', typeof fields.fileSize === 'number' ? sizeText(fields.fileSize) : undefined],
      ['Content', countsOf(fields)],
      ...orderFacts(fields),
      ['Finished', time(fields.processedAt)],
      ['Report', inReportsBucket(fields.reportKey)],
      ['Bucket', line(fields.bucketName)],
      ['Version', idText(fields.versionId)],
      ['Revision', revision > 1 ? String(revision) : undefined],
      ['Message', idText(fields.notificationId)],
    ]),
    orderErrors(fields),
    advice === undefined ? [] : [advice],
  ]);
}

function digestText(fields: MachineFields): string {
  const reasons = objects(fields.topReasons).map(({ reasonCode, count }): Fact => [
    `  ${numberText(Number(count))}`,
    line(reasonCode),
  ]);
  const names = list(fields.firstNames).map((name) => `  ${shownName(name)}`);
  return page(line(fields.text) ?? 'Many files were finished at once.', [
    factLines([
      ['From', time(fields.from)],
      ['To', time(fields.to)],
      ...totals(fields),
      ['Message', idText(fields.notificationId)],
    ]),
    reasons.length === 0 ? [] : ['Most frequent reasons', ...factLines(reasons)],
    names.length === 0
      ? []
      : [Number(fields.total) > names.length ? 'The first files' : 'The files', ...names],
    [
      'A busy minute has a few mails of single files; the rest of it, and the minute after it, is told here. Each file has its own report: processed/ID.json in the reports bucket.',
    ],
  ]);
}

function dailyReportText(fields: MachineFields): string {
  const revision = Number(fields.revision);
  return page(line(fields.text) ?? `The report of ${line(fields.day) ?? 'a day'} is ready.`, [
    factLines([
      ['Day', line(fields.day) && `${line(fields.day)} (UTC)`],
      ...totals(fields),
      ['To read', inReportsBucket(fields.htmlKey)],
      ['As a table', inReportsBucket(fields.csvKey)],
      ['For programs', inReportsBucket(fields.reportKey)],
      [
        'Revision',
        revision > 1 ? `${revision} (rows came late; it takes the place of the one before)` : undefined,
      ],
      ['Message', idText(fields.notificationId)],
    ]),
  ]);
}

/** How many files, and how many of each status that occurs. */
function totals({ total, byStatus }: MachineFields): Fact[] {
  const counts = typeof byStatus === 'object' && byStatus !== null ? (byStatus as MachineFields) : {};
  const ofStatus = STATUSES.filter((status) => Number(counts[status]) > 0);
  return [
    ['Files', typeof total === 'number' ? numberText(total) : undefined],
    ...ofStatus.map((status): Fact => [capitalised(status), numberText(Number(counts[status]))]),
  ];
}

const COUNTS = [
  ['recordCount', 'record'],
  ['lineCount', 'line'],
  ['wordCount', 'word'],
] as const;

function countsOf(fields: MachineFields): string | undefined {
  const counts = COUNTS.flatMap(([field, one]) =>
    typeof fields[field] === 'number' ? [countText(fields[field], one)] : [],
  );
  return counts.length === 0 ? undefined : counts.join(', ');
}

/** Sentence, then the blocks, with a blank line between them. */
function page(sentence: string, blocks: readonly (readonly string[])[] = []): string {
  const first = /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
  return [first, ...blocks.filter(({ length }) => length > 0).map((lines) => lines.join('\n'))]
    .join('\n\n')
    .concat('\n');
}

/** A text that stays on its line; undefined when there is none. */
function line(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? displayText(value) : undefined;
}

/** Made by S3 or by us, of letters, digits, dots and a time; with anything put in between it could not be copied from the mail. */
function idText(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.-]+(T\d\d:\d\d:\d\d\.\d{3}Z)?$/.test(value) ? value : line(value);
}

/** A name of blanks would not be seen. */
function shownName(value: unknown): string {
  const name = displayName(String(value ?? ''));
  return name.trim() === '' ? `"${name}"` : name;
}

function time(value: unknown): string | undefined {
  return typeof value === 'string' ? timeText(displayIfNoTime(value)) : undefined;
}

/** Times of ours are shown as they are: their colons make no link. */
function displayIfNoTime(value: string): string {
  return timeText(value) === value ? displayText(value) : value;
}

function inReportsBucket(key: unknown): string | undefined {
  const isOurs = typeof key === 'string' && OUR_KEY.test(key);
  const shown = isOurs ? key : line(key);
  return shown && `${shown} in the reports bucket`;
}

const capitalised = (word: string) => `${word.slice(0, 1)}${word.slice(1).toLowerCase()}`;
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const objects = (value: unknown) =>
  list(value).filter((one): one is MachineFields => typeof one === 'object' && one !== null);
