// A rule over the templates and the parameter files, with its failing twins.
import type { System } from '../support/load-template.ts';

/** A way to break the rule: proof that its check can fail. */
export interface Twin {
  breaks: string;
  mutate: (system: System) => void;
}

export interface Rule {
  /** Of the list of AWS rules that the project keeps (`aws-17`), or of our own conventions (`names-2`). */
  id: string;
  title: string;
  /** Says what is wrong and where; nothing when all is well. */
  check: (system: System) => string[];
  twins: readonly Twin[];
}
