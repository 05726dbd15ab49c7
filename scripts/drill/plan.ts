// Which calls meet which faults: at a seeded rate, or exactly the n-th call of a kind.
import { seeded } from '../lib/seeded.ts';
import type { Call, ChooseFault, Fault, FaultKind, Service } from './faults.ts';

export interface RatePlan {
  seed: number;
  /** Share of the calls that are met, 0 to 1. */
  rate: number;
  /** Faults in all; then the plan is over. One call that is met in three attempts takes three. */
  budget: number;
  /** At most so many attempts of one call; the SDK makes three. */
  maxAttempts: number;
}

/** What can befall a service. Of S3 only the body of an object stalls: see `faultFor`. */
const KINDS: Record<Service, readonly FaultKind[]> = {
  s3: ['reset', 'error', 'throttle', 'delay', 'drop-reply', 'cut-body', 'stall-body'],
  dynamodb: ['reset', 'error', 'throttle', 'delay', 'drop-reply', 'cut-body', 'stall-body'],
  sns: ['reset', 'error', 'throttle', 'delay', 'drop-reply', 'cut-body', 'stall-body'],
  sqs: ['reset', 'error', 'throttle', 'delay', 'drop-reply', 'cut-body', 'stall-body'],
};

/** The longest is more than the functions wait for DynamoDB (3 s): such a call takes effect after its caller has given up. */
const MAX_DELAY_IN_MS = 4_000;

export interface Plan {
  choose: ChooseFault;
  /** Whether the budget is used up. */
  isOver(): boolean;
}

/** Faults at random, the same ones for the same seed and the same calls. */
export function ratePlan({ seed, rate, budget, maxAttempts }: RatePlan): Plan {
  const random = seeded(seed);
  const met = new Map<string, { fault: Fault; left: number }>();
  let left = budget;
  const begin = (call: Call): { fault: Fault; left: number } | undefined => {
    if (random() >= rate) return undefined;
    // Half of the calls are met in one attempt, which the SDK mends by itself; the others in all, which our code must mend.
    const attempts = random() < 0.5 ? 1 : maxAttempts;
    return { fault: faultFor(call, random), left: attempts };
  };
  return {
    isOver: () => left === 0,
    choose: (call) => {
      const again = met.get(call.invocationId);
      const meeting = again ?? (left > 0 ? begin(call) : undefined);
      if (!meeting || meeting.left === 0 || left === 0) return undefined;
      if (call.invocationId !== '') met.set(call.invocationId, meeting);
      meeting.left -= 1;
      left -= 1;
      return meeting.fault;
    },
  };
}

function faultFor({ service, operation }: Call, random: () => number): Fault {
  // Other answers of S3 may be silent for a minute before the client gives up: longer than a function lives in a drill.
  const isWatched = service !== 's3' || operation === 'GetObject';
  const kinds = KINDS[service].filter((kind) => isWatched || kind !== 'stall-body');
  const kind = kinds[Math.floor(random() * kinds.length)] ?? 'reset';
  return { kind, delayInMs: Math.floor(random() * MAX_DELAY_IN_MS), share: random() };
}

/** Meets the n-th call (from 1 on) of an operation, optionally counting only those about one file; later calls go through. */
export function nthCall(
  which: { service: Service; operation: string; documentId?: string; n: number },
  fault: Fault,
): ChooseFault {
  let count = 0;
  return (call) => {
    const isMeant =
      call.service === which.service &&
      call.operation === which.operation &&
      (which.documentId === undefined || call.documentId === which.documentId);
    if (!isMeant) return undefined;
    count += 1;
    return count === which.n ? fault : undefined;
  };
}
