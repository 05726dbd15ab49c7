// Draws one chart as SVG text: the same input gives the same bytes, nothing in it runs, and it reads in light, dark and print.
import { BarChart, LineChart, PieChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { optionOf } from './chart-option.ts';
import { tidySvg } from './tidy-svg.ts';

use([BarChart, LineChart, PieChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

/** A label (category), or epoch milliseconds (time axis, UTC), and the value there. */
export type ChartPoint = readonly [at: string | number, value: number];

export interface ChartSeries {
  name: string;
  points: readonly ChartPoint[];
}

export interface Chart {
  /** A pie shows its first series; the others share the axes between them. */
  kind: 'line' | 'bar' | 'pie';
  title: string;
  /** Pixels, also those of the view box. */
  width: number;
  height: number;
  series: readonly ChartSeries[];
  /** Of the values; stands at their axis. */
  unit?: string;
}

/**
 * One `<svg>` element. Texts, axes and grid take the colour of the text around them (`currentColor`), so the page decides about dark and light.
 * All of a series must have labels, or all must have times.
 */
export function chartSvg(chart: Chart): string {
  // Without a document there is nothing to measure text with: the library then estimates, the same way on every machine.
  const drawing = init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: chart.width,
    height: chart.height,
  });
  try {
    drawing.setOption(optionOf(chart));
    return tidySvg(drawing.renderToSVGString(), chart);
  } finally {
    drawing.dispose();
  }
}
