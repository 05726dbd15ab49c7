// Text for HTML, XML and SVG: between tags and in quoted attributes alike.

const LONGEST_LABEL = 28;
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Replaces the five characters that could begin or end markup. */
export function escapeMarkup(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** A label on one line and of one direction, without a character that XML forbids, cut at so many code points. */
export function shown(text: string, longest = LONGEST_LABEL): string {
  const points = [...text.replaceAll(UNSAFE, '\uFFFD')];
  return points.length > longest ? `${points.slice(0, longest - 1).join('')}…` : points.join('');
}
