// Plain text has no structure to check: what there is to know, the meter and the encoding check know.
import type { CreateReader } from './reader.ts';

export const createTextReader: CreateReader = () => ({
  write: () => {},
  end: () => ({ details: {} }),
});
