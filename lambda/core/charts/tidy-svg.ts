// Makes the text of a drawn chart the same in every process and at every call, and leaves only what is seen.
import { escapeMarkup, shown } from './escape-markup.ts';

const ROOT = /^<svg [^>]*>/;
/** Rules for the pointer: the picture is read, not clicked. */
const STYLE = /<style\b[^>]*>[\s\S]*?<\/style>/g;
const POINTER_ATTRIBUTES = / (?:class|pointer-events|ecmeta_[a-z_]+)="[^"]*"/g;
/** Numbered through the whole process by the library, so that a second chart would differ from the first. */
const NUMBERED = /\bzr\d+-[a-z]+-?\d+\b/g;

/** `svg` as the library tells it; texts in it are escaped, so that no attribute pattern can match inside of them. */
export function tidySvg(svg: string, chart: { title: string; width: number; height: number }): string {
  const { title, width, height } = chart;
  const root =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `role="img" aria-label="${escapeMarkup(shown(title, 80))}">`;
  return stableIds(svg.replaceAll(STYLE, '').replaceAll(POINTER_ATTRIBUTES, ''))
    .replace(ROOT, () => root)
    .replaceAll('\r', '')
    .trim();
}

function stableIds(svg: string): string {
  const seen = new Map<string, string>();
  // Two charts of one page may both have a clip path; its place in the page follows from the title.
  return svg.replaceAll(NUMBERED, (id) => {
    const known = seen.get(id) ?? `chart-${seen.size}`;
    seen.set(id, known);
    return known;
  });
}
