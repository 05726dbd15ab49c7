// Names of the objects that the local store of the benchmark has: the data of a format, its body so many times.
import { SHAPES, type BenchFormat } from '../data/shapes.ts';

export const BUCKET = 'bench';
export const VERSION_ID = 'bench-1';

export interface ObjectName {
  format: BenchFormat;
  times: number;
}

export const keyOf = ({ format, times }: ObjectName) => `${format}-${times}.${SHAPES[format].extension}`;

/** Undefined when no object has this key. */
export function nameOf(key: string): ObjectName | undefined {
  const [, format = '', times = ''] = /^([a-z]+)-([1-9]\d*)\./.exec(key) ?? [];
  if (!Object.hasOwn(SHAPES, format)) return undefined;
  const name = { format: format as BenchFormat, times: Number(times) };
  return keyOf(name) === key ? name : undefined;
}
