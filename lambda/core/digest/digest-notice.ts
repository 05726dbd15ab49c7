// The message about many files at once, for people: a pure function of what was counted.
import { emailTextOf } from '../notices/email-text.ts';
import { countText, numberText } from '../notices/for-people.ts';
import type { TerminalStatus } from '../outcome.ts';
import type { Notice } from '../ports.ts';
import { iso } from '../row-steps.ts';
import type { DigestFacts } from './digest-run.ts';
import { MINUTE_IN_MS } from './minutes.ts';

/** Names that a digest shows, and reasons that it counts. */
export const MOST_NAMES = 10;
const MOST_REASONS = 5;

/** The worst first. */
const STATUSES: readonly TerminalStatus[] = ['FAILED', 'REJECTED', 'DELETED', 'PROCESSED'];

/** `status` is the worst in it, so that subscribers to failures get the digest when it matters. */
export function digestNotice(facts: DigestFacts): Notice {
  const status = STATUSES.find((one) => facts.byStatus[one] > 0) ?? 'PROCESSED';
  const fields = machineFields(facts);
  return {
    subject: `Digest: ${countText(facts.total, 'file')}, ${shares(facts)}`,
    machineText: JSON.stringify(fields),
    emailText: emailTextOf(fields),
    attributes: { type: 'digest', audience: 'all', status },
  };
}

function machineFields(facts: DigestFacts) {
  const { from, to, total, byStatus, reasons, firstNames } = facts;
  return {
    schemaVersion: 1,
    notificationId: `digest-${iso(from)}`,
    type: 'digest',
    from: iso(from),
    to: iso(to),
    total,
    byStatus,
    topReasons: [...reasons]
      .map(([reasonCode, count]) => ({ reasonCode, count }))
      .sort((a, b) => b.count - a.count || (a.reasonCode < b.reasonCode ? -1 : 1))
      .slice(0, MOST_REASONS),
    firstNames: firstNames.slice(0, MOST_NAMES),
    text: sentence(facts),
  };
}

/** No name in it. */
function sentence(facts: DigestFacts): string {
  const minutes = Math.round((facts.to - facts.from) / MINUTE_IN_MS);
  const time = `${iso(facts.from).slice(0, 10)} ${iso(facts.from).slice(11, 16)} UTC`;
  const when = minutes === 1 ? `in the minute from ${time}` : `in the ${minutes} minutes from ${time}`;
  const own = facts.total === 1 ? 'its own' : 'their own';
  return `${countText(facts.total, 'file')} without a mail of ${own} ${when}: ${shares(facts)}.`;
}

function shares({ byStatus }: DigestFacts): string {
  return STATUSES.filter((status) => byStatus[status] > 0)
    .map((status) => `${numberText(byStatus[status])} ${status.toLowerCase()}`)
    .join(', ');
}
