// Whoever gets a mail from an alarm finds its entry in the runbook: what it means, how to look, what to type.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { loadSystem } from '../support/load-template.ts';
import { resources } from './lookup.ts';

const RUNBOOK = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');

/** `FilesWaitTooLongAlarm` -> `Files wait too long`, whose anchor the description of the alarm names. */
function headingOf(alarmId: string): string {
  const words = alarmId.replace(/Alarm$/, '').replace(/([a-z0-9])([A-Z])/g, '$1 $2');
  return words.charAt(0) + words.slice(1).toLowerCase();
}

const headings = resources(loadSystem(), 'AWS::CloudWatch::Alarm').map(({ id }) => headingOf(id));
const entries = new Map(
  RUNBOOK.split(/^## /m)
    .slice(1)
    .map((entry) => [entry.split('\n')[0] ?? '', entry] as const),
);

describe('docs/operations.md', () => {
  test.each(headings)('tells about "%s" what it means, how to look and what to type', (heading) => {
    const entry = entries.get(heading) ?? '';
    expect(entry).toContain('**Means.**');
    expect(entry).toMatch(/\*\*Look( and type)?\.\*\*/);
    expect(entry).toMatch(/\*\*(Type|Look and type)\.\*\*/);
  });

  test('has no entry for an alarm that does not exist', () => {
    const parts = ['How the system heals itself', 'Orders', 'Slack', 'Delivery', 'Replacing what holds data'];
    expect([...entries.keys()].filter((heading) => ![...headings, ...parts].includes(heading))).toEqual([]);
  });
});
