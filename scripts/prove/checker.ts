// Judges the end of one schedule from outside. It knows the promise and nothing of the code: versions, rows, reports, messages, queues.
import { isDeepStrictEqual } from 'node:util';
import { judgeOrders, type OrderEvidence } from './checker-orders.ts';

/** What an outsider can see. Rows, reports and messages are plain JSON. */
export interface Evidence {
  versions: readonly {
    documentId: string;
    versionId: string;
    eTag: string;
    content: 'good' | 'kills' | 'fails';
    isPurged: boolean;
    /** The revision that an operator asked for; 1 without one. */
    revision: number;
    /** Faults that can have made one more message. */
    doublings: number;
    /** Reads of the current revision. */
    reads: number;
    /** The verdict of earlier revisions, as it stood in the table. */
    earlier: ReadonlyMap<number, Row>;
  }[];
  rows: readonly Row[];
  /** Body by key. */
  reports: ReadonlyMap<string, string>;
  messages: readonly { text: string; attributes: Record<string, string> }[];
  /** Messages in the file queue and among the dead letters. */
  queued: number;
  parked: number;
  /** Messages that were ever dead-lettered although nothing explains so many receives. */
  deaths: number;
  /** Messages that nobody understands; each must be parked, and nothing else may be. */
  foreign: number;
  /** A message was lost; then a version without any trace may be missing when it was purged. */
  isLossy: boolean;
  /** Messages that reconcile sent although the version was reserved, beyond those that a fault explains. */
  excessSends: number;
  /** All injected faults. */
  faults: number;
  orders: OrderEvidence;
}

export type Row = Record<string, unknown>;

const REPORTED =
  'documentId bucketName fileName versionId eTag checksum sequencer fileType fileSize status reasonCode reason lineCount wordCount recordCount details uploadedAt processedAt processedDay revision releaseHash'.split(
    ' ',
  );
const TOLD =
  'documentId revision bucketName fileName versionId status reasonCode reason fileType fileSize lineCount wordCount recordCount processedAt'.split(
    ' ',
  );
const TERMINAL = ['PROCESSED', 'REJECTED', 'FAILED', 'DELETED'];
const MOST_CRASHES = 3;

type Version = Evidence['versions'][number];

/** Every broken part of the promise as one sentence; none when it was kept. */
export function judge(evidence: Evidence): string[] {
  const broken = judgeQueues(evidence);
  const known = new Set(evidence.versions.map(({ documentId }) => documentId));
  if (evidence.rows.length > known.size) broken.push('there are more rows than versions');
  if ([...evidence.reports.keys()].some((key) => !known.has(key.slice('processed/'.length, -'.json'.length))))
    broken.push('there is a report of no version');
  for (const version of evidence.versions) {
    const row = evidence.rows.find(({ documentId }) => documentId === version.documentId);
    const say = (what: string) => broken.push(`${version.versionId}: ${what}`);
    if (row) judgeVersion(evidence, { version, row, say });
    else if (!(version.isPurged && evidence.isLossy)) say('has no row');
  }
  judgeOrders(evidence, (what) => broken.push(what));
  return broken;
}

function judgeQueues({ queued, deaths, parked, foreign, excessSends }: Evidence): string[] {
  const broken: string[] = [];
  if (queued > 0) broken.push(`${queued} messages are left in the queues`);
  if (deaths > 0) broken.push('a message was dead-lettered without reason');
  if (parked < foreign) broken.push('a foreign message is not among the parked ones');
  if (foreign === 0 && parked > 0) broken.push('a message was parked that everybody understands');
  if (excessSends > 0) broken.push(`reconcile queued a reserved version ${excessSends} times`);
  return broken;
}

interface Case {
  version: Version;
  row: Row;
  say: (what: string) => void;
}

function judgeVersion(evidence: Evidence, one: Case): void {
  const { row, say, version } = one;
  if (!TERMINAL.includes(String(row.status))) return say(`the row ended ${String(row.status)}`);
  if (row.versionId !== version.versionId) say(`its row is that of ${String(row.versionId)}`);
  if (row.eTag !== version.eTag) say('its row names the content of another version');
  if (row.notification !== 'SENT') say(`the notification ended ${String(row.notification)}`);
  for (const name of ['token', 'leaseUntil', 'nextTryAt', 'openShard'])
    if (row[name] !== undefined) say(`the finished row still has ${name}`);
  if (row.revision !== version.revision && !evidence.isLossy)
    say(`the row ended at revision ${String(row.revision)} instead of ${version.revision}`);
  judgeVerdict(evidence, one);
  judgeReport(evidence, one);
  judgeMessages(evidence, one);
}

function judgeVerdict({ faults }: Evidence, { version, row, say }: Case): void {
  const { content, isPurged } = version;
  if (row.status === 'DELETED' && !isPurged) say('is DELETED although it is there');
  const crashes = content === 'kills' ? MOST_CRASHES : faults;
  if (row.reasonCode === 'CRASHES_PARSER' && crashes < MOST_CRASHES)
    say(`was called a crasher after at most ${crashes} crashes`);
  if (content !== 'fails' && row.reasonCode === 'ATTEMPTS_EXHAUSTED' && faults <= MOST_CRASHES)
    say('was given up although it can be read');
  if (content === 'kills') judgeKiller(version, { row, say });
}

function judgeKiller({ reads }: Version, { row, say }: Pick<Case, 'row' | 'say'>): void {
  if (reads > MOST_CRASHES) say(`was read ${reads} times although it ends the process`);
  if (row.status === 'PROCESSED') say('was PROCESSED although it ends the process');
}

function judgeReport({ reports }: Evidence, { row, say }: Case): void {
  const body = reports.get(`processed/${String(row.documentId)}.json`);
  if (body === undefined) return say('has no report');
  const report = JSON.parse(body) as Row;
  for (const name of REPORTED)
    if (!isSame(report[name], row[name]))
      say(`report and row differ in ${name}: ${String(report[name])}, ${String(row[name])}`);
}

function judgeMessages({ messages }: Evidence, { version, row, say }: Case): void {
  const { documentId, earlier, doublings } = version;
  // Messages of others may name it: as the file that has an order, too.
  const own = messages.filter(({ text }) => text.includes(`"notificationId":"${documentId}-`));
  for (let revision = 1; revision <= Number(row.revision); revision++) {
    const id = `"notificationId":"${documentId}-${revision}"`;
    const [first, ...more] = own.filter(({ text }) => text.includes(id));
    if (!first) {
      say(`revision ${revision} was never announced`);
      continue;
    }
    if (more.length > doublings)
      say(
        `revision ${revision} was announced ${more.length + 1} times with ${doublings} faults that can do that`,
      );
    if (
      more.some(
        ({ text, attributes }) => text !== first.text || attributes.audience !== first.attributes.audience,
      )
    )
      say(`the messages of revision ${revision} differ`);
    const truth = revision === row.revision ? row : earlier.get(revision);
    if (truth) judgeMessage({ revision, truth, say }, first);
  }
  const ids = own.map(({ text }) => (JSON.parse(text) as Row).revision);
  if (ids.some((revision) => Number(revision) > Number(row.revision)))
    say('a revision was announced that is not in the table');
}

function judgeMessage(
  { revision, truth, say }: { revision: number; truth: Row; say: Case['say'] },
  { text, attributes }: Evidence['messages'][number],
): void {
  const told = JSON.parse(text) as Row;
  for (const name of TOLD)
    if (!isSame(told[name], truth[name])) say(`message and row of revision ${revision} differ in ${name}`);
  if (attributes.audience !== truth.audience)
    say(`the message of revision ${revision} went to the wrong audience`);
}

function isSame(told: unknown, value: unknown): boolean {
  return told === (value ?? null) || isDeepStrictEqual(told, value ?? null);
}
