// When what the table keeps of a file expires, with RetentionInDays.

const DAY_IN_MS = 24 * 60 * 60 * 1000;
/** Objects go first, by lifecycle; their rows stay so many days longer. */
const ROWS_OUTLIVE_OBJECTS_BY_DAYS = 30;

/** Epoch seconds, as DynamoDB's time to live wants it; nothing when things are kept for ever. */
export function expiryOf(now: number, retentionInDays: number | undefined): { expiresAt?: number } {
  if (retentionInDays === undefined) return {};
  return {
    expiresAt: Math.floor((now + (retentionInDays + ROWS_OUTLIVE_OBJECTS_BY_DAYS) * DAY_IN_MS) / 1000),
  };
}
