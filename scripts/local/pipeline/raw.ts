// Looks into values of templates and other YAML, whose shape nobody has checked yet.

export type Raw = Record<string, unknown>;

/** The value if it is a map, else an empty one. */
export function asRecord(value: unknown): Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {};
}

/** The maps of a list. */
export function asRecords(value: unknown): Raw[] {
  return Array.isArray(value) ? value.map(asRecord) : [];
}

/** The texts of a list; numbers and truth values count as text. */
export function asTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.flatMap((item) => asText(item) ?? []) : [];
}

/** Text, number or truth value as text; undefined for everything else. */
export function asText(value: unknown): string | undefined {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
}
