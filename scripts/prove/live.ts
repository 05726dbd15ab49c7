// One invocation of the real code: every call it makes waits here until it is told the answer.
import { END, type Answer, type Request } from './request.ts';

/** Makes the ports of an invocation out of these, and runs it. */
export type Play = (outside: Outside) => Promise<unknown>;

type Asked = Omit<Request, 'calledFrom'> & { calledFrom?: Error | undefined };

export interface Outside {
  call: (request: Asked) => Promise<unknown>;
  /** Epoch milliseconds of true time. */
  now: () => number;
  sleep: (ms: number) => void;
}

interface Slot {
  request: Request;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/**
 * Continuations that are given to an invocation after each answer: the longest way from one call to the next takes 18.
 * A call that is announced later is an error, so no decision is ever made before everybody has come to rest.
 */
const TURNS = 40;

export class Live {
  /** What the invocation waits for, in the order of announcement. */
  readonly slots: Slot[] = [];
  /** True time; grows when the code sleeps. */
  time: number;
  /** Finding the place of a call costs more than the call. */
  seesSites = true;
  readonly #play: Play;
  #isResting = true;
  #late: string | undefined;

  constructor(play: Play, time: number) {
    this.#play = play;
    this.time = time;
  }

  async begin(): Promise<void> {
    this.#isResting = false;
    const outside: Outside = {
      call: (request) => this.#announce(request),
      now: () => this.time,
      sleep: (ms) => void (this.time += ms),
    };
    const end = (...inputs: unknown[]) =>
      this.#announce({ method: END, name: END, inputs, isRead: false, documentId: undefined });
    this.#play(outside).then(
      (result) => end(result),
      (error: unknown) => end(undefined, error),
    );
    await this.#rest();
  }

  /** Answers the call at this position. */
  async answer(at: number, answer: Answer, time: number): Promise<void> {
    const [slot] = this.slots.splice(at, 1);
    if (!slot) throw new Error(`Nobody waits at position ${at}.`);
    this.time = time;
    this.#isResting = false;
    if ('error' in answer) slot.reject(answer.error);
    else slot.resolve(answer.value);
    await this.#rest();
  }

  #announce(request: Asked): Promise<unknown> {
    if (this.#isResting) this.#late = request.name;
    const announced: Request = {
      ...request,
      calledFrom: request.calledFrom ?? (this.seesSites ? callSite() : NOWHERE),
    };
    return new Promise((resolve, reject) => this.slots.push({ request: announced, resolve, reject }));
  }

  async #rest(): Promise<void> {
    for (let turns = 0; turns < TURNS; turns++) await Promise.resolve();
    this.#isResting = true;
    if (this.#late !== undefined)
      throw new Error(`${this.#late} was announced after everybody had come to rest.`);
  }
}

const NOWHERE = new Error('Nobody wants to know.');

/** Enough to see past the ports into the core. */
const FRAMES = 8;

/** Where the caller stands; its text is made only when somebody asks for it. */
export function callSite(): Error {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  const site = new Error('A call site, no error.');
  Error.stackTraceLimit = limit;
  return site;
}
