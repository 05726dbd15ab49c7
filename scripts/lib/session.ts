// What one run of deploy or destroy carries along.
import type { Target } from '../stacks.ts';
import type { Clients } from './clients.ts';

export interface Session {
  clients: Clients;
  target: Target;
  onProgress: (line: string) => void;
}

/** Every line about a stack begins with its short name; details are indented below it. */
export function progressOf(session: Session, short: string) {
  return {
    line: (text: string) => session.onProgress(`${short}: ${text}`),
    detail: (text: string) => session.onProgress(`${short}:   ${text}`),
  };
}

export type Progress = ReturnType<typeof progressOf>;
