// What a mutant is: a break of the protocol on purpose, which the checker must notice.

export interface Change {
  /** Path below lambda/core. */
  file: string;
  /** Stands there exactly once. */
  from: string;
  to: string;
}

export interface Mutant {
  name: string;
  /** What is broken, in words. */
  breaks: string;
  /** The setup that kills it fastest. */
  killer: string;
  /** Beginning of a schedule of that setup that is known to kill it, where it would take long to find; the hunt begins there. */
  hint?: string;
  changes: readonly Change[];
  /** Why it cannot be killed: it keeps the promise. */
  equivalent?: string;
}
