// The report of a day as one page that needs nothing else: figures, plots, tables. A pure function of the report.
import { chartSvg } from '../charts/chart-svg.ts';
import { bytesText, numberText } from '../notices/for-people.ts';
import { comparisonText } from './comparison.ts';
import { dayTables } from './day-tables.ts';
import { charts, element, figure, page, text, tiles, type Html } from './html-parts.ts';
import { PAGE_STYLE } from './page-style.ts';
import { type DailyReport, STATUSES } from './report-types.ts';

const WIDE = { width: 960, height: 260 };
const HALF = { width: 460, height: 230 };

export function dayHtml(report: DailyReport): Buffer {
  const title = `Daily report of ${report.day}`;
  const body = element(
    'main',
    element('h1', text(title)),
    element('p', text(`Files that were finished on this day, UTC. Revision ${report.revision}.`)),
    ...comparison(report),
    tiles(headFigures(report)),
    report.total === 0 ? nothing(report) : plots(report),
    ...dayTables(report),
  );
  return Buffer.from(page({ title, style: PAGE_STYLE, body }));
}

function comparison(report: DailyReport): Html[] {
  return report.daysBefore.length === 0 ? [] : [element('p', text(comparisonText(report)))];
}

function headFigures({ total, byStatus, totalBytes, totalRecords }: DailyReport) {
  return [
    ['Files', numberText(total)],
    ...STATUSES.map((status) => [capitalised(status), numberText(byStatus[status])] as const),
    ['Records', numberText(totalRecords)],
    ['Bytes', bytesText(totalBytes)],
  ] as const;
}

function nothing(report: DailyReport): Html {
  const said = element('p', text('No file was finished on this day.'));
  return report.daysBefore.length === 0 ? said : element('div', said, charts(byDay(report)));
}

function plots(report: DailyReport): Html {
  const hours = report.byHour.map(({ hour, count }) => [String(hour).padStart(2, '0'), count] as const);
  const found = [
    chart({ ...WIDE, kind: 'bar', title: 'Files by hour of their result (UTC)', points: hours }),
    chart({
      ...HALF,
      kind: 'pie',
      title: 'Files by status',
      points: STATUSES.map((status) => [capitalised(status), report.byStatus[status]] as const),
    }),
    chart({
      ...HALF,
      kind: 'bar',
      title: 'Files by type',
      points: report.byType.map(({ fileType, count }) => [fileType, count] as const),
    }),
  ];
  if (report.byReason.length > 0)
    found.push(
      chart({
        ...HALF,
        // Sixteen reasons exist; each bar needs its line.
        height: Math.max(HALF.height, 90 + 24 * report.byReason.length),
        kind: 'bar',
        title: 'Rejected and failed files by reason',
        points: report.byReason.map(({ reasonCode, count }) => [reasonCode, count] as const),
      }),
    );
  if (report.daysBefore.length > 0) found.push(byDay(report));
  return charts(...found);
}

function byDay({ day, total, daysBefore }: DailyReport): Html {
  const days = [...daysBefore].reverse().map((before) => [before.day.slice(5), before.total] as const);
  return chart({
    ...HALF,
    kind: 'bar',
    title: 'This day and the days before',
    points: [...days, [day.slice(5), total]],
  });
}

interface Plot {
  kind: 'bar' | 'pie';
  title: string;
  width: number;
  height: number;
  points: readonly (readonly [string, number])[];
}

function chart({ points, ...rest }: Plot): Html {
  return figure(chartSvg({ ...rest, unit: 'files', series: [{ name: 'files', points }] }));
}

const capitalised = (word: string) => `${word.slice(0, 1)}${word.slice(1).toLowerCase()}`;
