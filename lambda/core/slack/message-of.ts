// What Slack is told of an announcement: a pure function of it. What strangers chose (names, reasons) is shown, never obeyed.
import { displayName, displayText } from '../notices/display-name.ts';
import { textOr, type Announcement, type Fields } from './announcement.ts';
import {
  context,
  fields,
  header,
  links,
  quiet,
  section,
  slackMessage,
  type Block,
  type SlackMessage,
} from './blocks.ts';
import { alarmUrl, objectUrl, type ConsolePlace } from './console-links.ts';

/** Undefined for what people need not hear of: the probe of a release. */
export function slackMessageOf(announcement: Announcement, place: ConsolePlace): SlackMessage | undefined {
  if (announcement.kind === 'alarm') return alarmMessage(announcement, place);
  if (announcement.kind === 'alert') return alertMessage(announcement);
  const { id, type, fields: told } = announcement;
  if (type === 'probe') return undefined;
  const draw = DRAWERS[type] ?? otherMessage;
  return draw({ id, told, place });
}

interface Drawn {
  id: string;
  told: Fields;
  place: ConsolePlace;
}

const DRAWERS: Readonly<Record<string, (drawn: Drawn) => SlackMessage>> = {
  file: fileMessage,
  digest: digestMessage,
  'daily-report': dailyReportMessage,
};

const STATUSES: Readonly<Record<string, string>> = {
  PROCESSED: '✅ File processed',
  REJECTED: '⚠️ File rejected',
  FAILED: '🔴 File failed',
  DELETED: '🗑️ File deleted before it could be read',
};

const numberIn = (value: unknown) =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
const textIn = (value: unknown) => (typeof value === 'string' && value ? quiet(value) : undefined);

function fileMessage({ id, told, place }: Drawn): SlackMessage {
  const title = STATUSES[textOr('', told.status)] ?? `File ${textIn(told.status) ?? 'without a status'}`;
  const name = displayName(textOr('', told.fileName));
  return slackMessage(`${title}: ${name}`, [
    header(title),
    section(name),
    ...fields([
      ['Type', textIn(told.fileType)],
      ['Size', numberIn(told.fileSize) === undefined ? undefined : `${numberIn(told.fileSize)} bytes`],
      ['Orders', numberIn(told.orderCount)],
      ['Records', numberIn(told.recordCount)],
      ['Lines', numberIn(told.lineCount)],
      ['Words', numberIn(told.wordCount)],
      ['Revision', numberIn(told.revision) === 1 ? undefined : numberIn(told.revision)],
    ]),
    ...reasonOf(told),
    ...reportLinks(place, [['Report', told.reportKey]]),
    context(id, textIn(told.processedAt) ?? ''),
  ]);
}

function reasonOf({ reasonCode, reason }: Fields): Block[] {
  const parts = [textIn(reasonCode), displayText(textOr('', reason))].filter(Boolean);
  return parts.length > 0 ? [section(parts.join(': '))] : [];
}

function digestMessage({ id, told }: Drawn): SlackMessage {
  const total = numberIn(told.total) ?? 0;
  const title = `📦 ${total} files in a short time`;
  const span = `${textIn(told.from) ?? '?'} to ${textIn(told.to) ?? '?'}`;
  const reasons = objectsIn(told.topReasons).map(
    ({ reasonCode, count }) => `${numberIn(count) ?? '?'} × ${textIn(reasonCode) ?? '?'}`,
  );
  const names = listIn(told.firstNames).map((name) => displayName(textOr('', name)));
  return slackMessage(`${title} (${span})`, [
    header(title),
    section(span),
    ...statusFields(told.byStatus),
    ...(reasons.length > 0 ? [section(`Most frequent reasons: ${reasons.join(', ')}`)] : []),
    ...(names.length > 0 ? [section(['The first of them:', ...names].join('\n'))] : []),
    context(id),
  ]);
}

function dailyReportMessage({ id, told, place }: Drawn): SlackMessage {
  const revision = numberIn(told.revision) ?? 1;
  const title = `📊 Daily report ${textIn(told.day) ?? ''}${revision > 1 ? `, revision ${revision}` : ''}`;
  const total = numberIn(told.total) ?? 0;
  return slackMessage(`${title}: ${total} files`, [
    header(title),
    section(total === 1 ? '1 file' : `${total} files`),
    ...statusFields(told.byStatus),
    ...reportLinks(place, [
      ['Page', told.htmlKey],
      ['CSV', told.csvKey],
      ['JSON', told.reportKey],
    ]),
    context(id),
  ]);
}

/** A type that is younger than this code still says what it is. */
function otherMessage({ id, told }: Drawn): SlackMessage {
  const text = displayText(textOr('A message without a text.', told.text));
  return slackMessage(text, [
    header(`Message of the type ${quiet(textOr('?', told.type))}`),
    section(text),
    context(id),
  ]);
}

const STATES: Readonly<Record<string, string>> = {
  ALARM: '🔴 ALARM',
  OK: '🟢 OK',
  INSUFFICIENT_DATA: '⚪ No data',
};

function alarmMessage(
  { id, at, fields: told }: Extract<Announcement, { kind: 'alarm' }>,
  place: ConsolePlace,
): SlackMessage {
  const name = textOr('', told.AlarmName);
  const title = `${STATES[textOr('', told.NewStateValue)] ?? quiet(textOr('', told.NewStateValue))}: ${quiet(name)}`;
  return slackMessage(title, [
    header(title),
    section(quiet(textOr('', told.AlarmDescription))),
    section(quiet(textOr('', told.NewStateReason))),
    ...links([{ url: alarmUrl(place, name), label: 'Alarm' }]),
    context(id, quiet(textOr(at, told.StateChangeTime))),
  ]);
}

function alertMessage({ id, at, subject, text }: Extract<Announcement, { kind: 'alert' }>): SlackMessage {
  const title = `📣 ${quiet(subject ?? 'Alert')}`;
  const lines = quiet(text);
  return slackMessage(`${title}: ${lines}`, [header(title), section(lines), context(id, quiet(at))]);
}

function statusFields(byStatus: unknown): Block[] {
  if (typeof byStatus !== 'object' || byStatus === null) return [];
  return fields(Object.entries(byStatus).map(([status, count]) => [quiet(status), numberIn(count)]));
}

function reportLinks(place: ConsolePlace, keys: readonly (readonly [string, unknown])[]): Block[] {
  return links(
    keys.flatMap(([label, key]) =>
      typeof key === 'string' && key ? [{ label, url: objectUrl(place, key) }] : [],
    ),
  );
}

const listIn = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const objectsIn = (value: unknown) =>
  listIn(value).filter((one): one is Fields => typeof one === 'object' && one !== null);
