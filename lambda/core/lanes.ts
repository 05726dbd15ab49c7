// Side by side, but never more than a few at a time.

interface LaneOptions {
  lanes: number;
  /** Asked before each item; once true, the rest is left. */
  isOver?: () => boolean;
}

/** Works the items off in order of arrival, so many at once. An error of `work` or of the source is thrown when all that was begun has ended. */
export async function inLanes<T>(
  items: Iterable<T> | AsyncIterable<T>,
  { lanes, isOver = () => false }: LaneOptions,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const source = iteratorOf(items);
  const lane = async () => {
    while (!isOver()) {
      const { done, value } = await source.next();
      if (done) return;
      await work(value);
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: lanes }, lane));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

function iteratorOf<T>(items: Iterable<T> | AsyncIterable<T>): Iterator<T> | AsyncIterator<T> {
  return Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
}
