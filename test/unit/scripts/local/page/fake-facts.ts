// Facts for pages that are drawn in tests, without an engine.
import type { Facts } from '../../../../../scripts/local/page/facts.ts';
import { createSeriesStore } from '../../../../../scripts/local/metrics/series.ts';

export const NOW = Date.parse('2026-01-02T03:04:05.000Z');

/** Nothing runs and nothing was seen, but for what a test gives. */
export function fakeFacts(given: Partial<Facts> = {}): Facts {
  return {
    endpoint: 'http://127.0.0.1:1',
    name: 'file-processing-local',
    buckets: { source: 'the-source' },
    series: createSeriesStore(),
    now: () => NOW,
    dashboardBody: () => Promise.resolve(undefined),
    alarms: () => Promise.resolve([]),
    stacks: () => Promise.resolve([]),
    logLines: () => Promise.resolve([]),
    inbox: () => [],
    ...given,
  };
}

/** JSON of a dashboard of these widgets, one below the other. */
export function bodyOf(...widgets: { type: string; properties: Record<string, unknown> }[]): string {
  const placed = widgets.map((widget, at) => ({ x: 0, y: at * 6, width: 12, height: 6, ...widget }));
  return JSON.stringify({ start: '-PT3H', widgets: placed });
}

/** Names of all elements and of all attributes, in order: what a text must not add to. */
export function elementsOf(document: string): string[] {
  return [...document.matchAll(/<(\/?[a-z][a-z0-9]*)((?:[^"'>]|"[^"]*"|'[^']*')*)>/gi)].map(
    ([, name = '', attributes = '']) =>
      [name, ...[...attributes.matchAll(/([\w-]+)="/g)].map(([, attribute]) => attribute)].join(' '),
  );
}
