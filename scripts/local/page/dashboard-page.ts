// The page /dashboard: the dashboard that is deployed, drawn from what is known on this machine.
import type { DashboardBody, DashboardWidget } from './dashboard-body.ts';
import type { Alarm, Facts } from './facts.ts';
import { clockTime, html, page, type Markup } from './html.ts';
import { answerLogQuery, parseLogQuery } from './log-query.ts';
import { metricWidget, type Span } from './metric-widget.ts';
import { textWidget } from './text-widget.ts';

const HOUR = 3_600_000;
const DEFAULT_SPAN = 3 * HOUR;

/** `-PT3H`; CloudWatch allows more, our dashboard uses hours. */
function spanOf({ start = '' }: DashboardBody, now: number): Span {
  const [, hours] = /^-PT(\d+)H$/.exec(start) ?? [];
  return { from: now - (hours === undefined ? DEFAULT_SPAN : Number(hours) * HOUR), to: now };
}

/** The document. `isLive` is false for one that is kept in a file. */
export async function dashboardPage(facts: Facts, isLive: boolean): Promise<string> {
  const title = `Dashboard ${facts.name}`;
  const text = await facts.dashboardBody();
  if (text === undefined)
    return page({ title, isLive, content: html`<p>No dashboard of this name is deployed.</p>` });
  const now = facts.now();
  const body = JSON.parse(text) as DashboardBody;
  const span = spanOf(body, now);
  const alarms = await facts.alarms();
  const widgets = await Promise.all(
    body.widgets.map(async (widget, at) =>
      placed(widget, await draw(widget, { facts, alarms, span, id: `w${at}` })),
    ),
  );
  const note = `as of ${clockTime(now)} UTC; drawn from local series, as deployed`;
  return page({ title, note, isLive, content: html`<div class="grid">${widgets}</div>` });
}

/** Rows are given by their place, not their number: where nothing stands the grid closes up. */
function placed({ x, y, width, height }: DashboardWidget, content: Markup): Markup {
  return html`<section style="grid-column: ${x + 1} / span ${width}; grid-row: ${y + 1} / span ${height}">
    ${content}
  </section>`;
}

interface Drawing {
  facts: Facts;
  alarms: readonly Alarm[];
  span: Span;
  id: string;
}

/** A widget that cannot be drawn says so, and the others are still seen. */
async function draw(widget: DashboardWidget, drawing: Drawing): Promise<Markup> {
  try {
    return await DRAW[widget.type](widget, drawing);
  } catch (error) {
    return html`<h2>${widget.properties.title ?? widget.type}</h2>
      <p class="note">Cannot be drawn: ${(error as Error).message}</p>`;
  }
}

type Draw = (widget: DashboardWidget, drawing: Drawing) => Markup | Promise<Markup>;

const DRAW: Readonly<Record<DashboardWidget['type'], Draw>> = {
  metric: (widget, { facts: { series }, span, id }) => metricWidget({ widget, series, span, id }),
  alarm: ({ properties: { title, alarms = [] } }, drawing) =>
    html`<h2>${title ?? 'Alarms'}</h2>
      ${alarmTiles(alarms, drawing)}`,
  text: ({ properties: { markdown = '' } }) => textWidget(markdown),
  log: logTable,
};

const ORDER = ['ALARM', 'INSUFFICIENT_DATA', 'OK', undefined];

/** Those that are not OK come first. */
function alarmTiles(arns: readonly string[], { facts, alarms }: Drawing): Markup {
  const tiles = arns
    .map((arn) => ({ name: arn.split(':').at(-1) ?? arn, alarm: alarms.find((alarm) => alarm.arn === arn) }))
    .toSorted((a, b) => ORDER.indexOf(a.alarm?.state) - ORDER.indexOf(b.alarm?.state))
    .map(({ name, alarm }) =>
      alarmTile({ ...(alarm ?? { name, state: undefined, description: '' }), prefix: `${facts.name}-` }),
    );
  return html`<div class="tiles">${tiles}</div>`;
}

const STATE_TEXT = { OK: 'OK', ALARM: 'in alarm', INSUFFICIENT_DATA: 'no data yet' };

/** Name and state of an alarm; what it means as a tooltip. */
export function alarmTile(alarm: {
  name: string;
  description: string;
  state: Alarm['state'] | undefined;
  prefix: string;
}): Markup {
  const { state, description } = alarm;
  // All begin with the name of the environment.
  const name = alarm.name.replace(alarm.prefix, '');
  const shown = state === undefined ? 'not deployed here' : STATE_TEXT[state];
  return html`<span class="tile ${state ?? ''}" title="${description}">${name}: ${shown}</span>`;
}

async function logTable({ properties }: DashboardWidget, { facts, span }: Drawing): Promise<Markup> {
  const title = html`<h2>${properties.title ?? 'Log'}</h2>`;
  const query = parseLogQuery(properties.query ?? '');
  if ('unknown' in query)
    return html`${title}
      <p class="note">Answered by AWS only: ${query.unknown}</p>`;
  const { groupNames, fields } = query;
  const terms = query.anyOf.map(({ value }) => value);
  const rows = answerLogQuery(query, await facts.logLines({ groupNames, terms, from: span.from }));
  if (rows.length === 0)
    return html`${title}
      <p class="note">Nothing failed in this time.</p>`;
  const head = fields.map((field) => html`<th>${field}</th>`);
  const lines = rows.map(
    (row) =>
      html`<tr>
        ${row.map((cell, at) => html`<td class="${at === 0 ? 'fixed' : ''}">${cell}</td>`)}
      </tr>`,
  );
  return html`${title}
    <div class="scroll">
      <table>
        <thead>
          <tr>
            ${head}
          </tr>
        </thead>
        <tbody>
          ${lines}
        </tbody>
      </table>
    </div>`;
}
