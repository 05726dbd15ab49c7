// How a reader says that the file is at fault: thrown inside the formats, turned into a verdict by measureFile.
import { MAX_REASON_IN_CHARACTERS } from '../limits.ts';
import type { Details, RejectionCode } from '../outcome.ts';

/** The file's own fault. Everything else that is thrown while a file is read is trouble of the surroundings and passes through. */
export class Rejection extends Error {
  readonly reasonCode: RejectionCode;
  readonly details: Details;

  constructor(reasonCode: RejectionCode, reason: string, details: Details = {}) {
    super(reason.slice(0, MAX_REASON_IN_CHARACTERS));
    this.name = 'Rejection';
    this.reasonCode = reasonCode;
    this.details = details;
  }
}
