// The page /: what runs here, and where to look next.
import { alarmTile } from './dashboard-page.ts';
import type { Alarm, Facts, Stack } from './facts.ts';
import { clockTime, html, page, type Markup } from './html.ts';

const COMMANDS = [
  ['npm run file -- list --local', 'the files of today'],
  ['npm run inbox', 'what subscribers of the topics got'],
  ['npm run dashboard', 'the dashboard in a browser, or as a file with -- --out FILE'],
  ['npm run pipeline -- list', 'executions of the local pipeline'],
] as const;

/** The document. */
export async function homePage(facts: Facts, isLive: boolean): Promise<string> {
  const [stacks, alarms] = [await facts.stacks(), await facts.alarms()];
  const sections = [
    section('Environment', environmentTable(facts, alarms)),
    section('Commands', table(COMMANDS.map(([command, what]) => [html`<code>${command}</code>`, what]))),
    section('Stacks', stackTable(stacks)),
    section('Alarms', tiles(alarms, facts.name)),
  ];
  const note = `as of ${clockTime(facts.now())} UTC`;
  return page({ title: facts.name, note, isLive, content: html`<div class="grid">${sections}</div>` });
}

function section(title: string, content: Markup): Markup {
  return html`<section style="grid-column: span 12">
    <h2>${title}</h2>
    ${content}
  </section>`;
}

/** Cells are texts or markup. */
function table(rows: readonly (readonly unknown[])[]): Markup {
  return html`<table>
    ${rows.map(
      (row) =>
        html`<tr>
          ${row.map((cell) => html`<td>${cell}</td>`)}
        </tr>`,
    )}
  </table>`;
}

const tiles = (alarms: readonly Alarm[], name: string): Markup =>
  html`<div class="tiles">${alarms.map((alarm) => alarmTile({ ...alarm, prefix: `${name}-` }))}</div>`;

function environmentTable({ endpoint, name, buckets, inbox }: Facts, alarms: readonly Alarm[]): Markup {
  const counts = Map.groupBy(alarms, ({ state }) => state);
  const states = [...counts].map(([state, { length }]) => `${length} ${state}`).join(', ');
  const hot = alarms.filter(({ state }) => state === 'ALARM');
  return table([
    ['engine', endpoint],
    ...Object.entries(buckets).map(([role, bucket]) => [`${role} bucket`, `s3://${bucket}`]),
    ['alarms', html`${states || 'none'} ${tiles(hot, name)}`],
    ['messages', html`${inbox().length} in the inbox`],
  ]);
}

function stackTable(stacks: readonly Stack[]): Markup {
  const isBad = (status: string) => /FAILED|ROLLBACK/.test(status);
  return table(
    stacks.map(({ name, status }) => [
      name,
      html`<span class="${isBad(status) ? 'bad' : ''}">${status}</span>`,
    ]),
  );
}
