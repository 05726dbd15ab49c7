// Remembers what the real code did: an invocation is a function of what it was told, so each history is run once and looked up ever after.
import { Live, type Play } from './live.ts';
import { siteOf, type Answer, type Kind, type Request } from './request.ts';

/** An invocation after one history: what it waits for now, and how long it slept on the way. */
interface Moment {
  pending: readonly Request[];
  sleptInMs: number;
  /** By what was answered to which call, then by the time. */
  next: Map<number, Map<number, Moment>>;
}

interface Told {
  at: number;
  answer: Answer;
  time: number;
}

/** An invocation that can begin: `key` names everything that its code can see from the beginning. */
export interface Invocation {
  key: string;
  play: Play;
}

/** What an invocation waits for, and how it is told. Time is true time; both calls return a promise only when the real code must run. */
export interface Performer {
  readonly pending: readonly Request[];
  begin(time: number): Promise<number> | number;
  answer(at: number, answer: Answer, time: number): Promise<number> | number;
}

/** Runs the real code all the way. */
export function livePerformer({ play }: Invocation): Performer {
  let live: Live | undefined;
  return {
    get pending() {
      return live?.slots.map(({ request }) => request) ?? [];
    },
    begin: async (time) => {
      live = new Live(play, time);
      await live.begin();
      return live.time;
    },
    answer: async (at, answer, time) => {
      await live?.answer(at, answer, time);
      return live?.time ?? time;
    },
  };
}

export class Memory {
  readonly #beginnings = new Map<string, Moment>();
  readonly #shared = new Map<string, unknown>();
  readonly #numbers = new Map<unknown, number>();
  /** Histories that were run on the real code. */
  histories = 0;

  /** One object for all equal ones, so that they are known by identity. */
  share<T>(key: string, make: () => T): T {
    if (!this.#shared.has(key)) this.#shared.set(key, make());
    return this.#shared.get(key) as T;
  }

  performer(invocation: Invocation): Performer {
    return new Remembered(this, invocation);
  }

  beginning(key: string): Moment | undefined {
    return this.#beginnings.get(key);
  }

  keepBeginning(key: string, moment: Moment): void {
    this.#beginnings.set(key, moment);
  }

  /** A number that stands for this very object, or for all equal texts and numbers. */
  numberOf(value: unknown): number {
    let number = this.#numbers.get(value);
    if (number === undefined) this.#numbers.set(value, (number = this.#numbers.size));
    return number;
  }

  /** Call sites and what was done to them: `site | kind`. */
  readonly cells: Set<string>;

  /** `known` are cells that were tried elsewhere. */
  constructor(known: Iterable<string> = []) {
    this.cells = new Set(known);
  }

  /** Keeps that this was done to a call. */
  cover(request: Request, kind: Kind): void {
    const kinds = (request.kinds ??= new Set());
    if (kinds.has(kind)) return;
    kinds.add(kind);
    this.cells.add(`${siteOf(request)} | ${kind}`);
  }
}

/** Calls of one invocation that wait at the same time; every function has far fewer lanes. */
const MOST_PENDING = 64;

class Remembered implements Performer {
  readonly #memory: Memory;
  readonly #invocation: Invocation;
  readonly #told: Told[] = [];
  #moment: Moment | undefined;
  #begunAt = 0;
  #live: Live | undefined;
  /** How many answers it was told. */
  #liveHeard = 0;

  constructor(memory: Memory, invocation: Invocation) {
    this.#memory = memory;
    this.#invocation = invocation;
  }

  get pending(): readonly Request[] {
    return this.#moment?.pending ?? [];
  }

  begin(time: number): Promise<number> | number {
    this.#begunAt = time;
    this.#moment = this.#memory.beginning(this.#invocation.key);
    return this.#moment ? time + this.#moment.sleptInMs : this.#learnBeginning();
  }

  answer(at: number, answer: Answer, time: number): Promise<number> | number {
    const before = this.#moment;
    if (!before) throw new Error('The invocation has not begun.');
    this.#told.push({ at, answer, time });
    const said = 'error' in answer ? answer.error : answer.value;
    const key = this.#memory.numberOf(said) * MOST_PENDING + at;
    this.#moment = before.next.get(key)?.get(time);
    return this.#moment ? time + this.#moment.sleptInMs : this.#learn(before, key);
  }

  async #learnBeginning(): Promise<number> {
    const live = await this.#rehearse();
    this.#moment = this.#momentOf(live, [], this.#begunAt);
    this.#memory.keepBeginning(this.#invocation.key, this.#moment);
    return live.time;
  }

  async #learn(before: Moment, key: number): Promise<number> {
    const live = await this.#goOn();
    const { at = 0, time = 0 } = this.#told.at(-1) ?? {};
    this.#moment = this.#momentOf(live, before.pending.toSpliced(at, 1), time);
    const byTime = before.next.get(key) ?? new Map<number, Moment>();
    before.next.set(key, byTime.set(time, this.#moment));
    return live.time;
  }

  /** The real code that learnt the last answer is still there, or it goes through all that was told once more. */
  async #goOn(): Promise<Live> {
    const last = this.#told.at(-1);
    if (!this.#live || !last || this.#liveHeard !== this.#told.length - 1) return this.#rehearse();
    this.#memory.histories++;
    this.#liveHeard = this.#told.length;
    await this.#live.answer(last.at, last.answer, last.time);
    return this.#live;
  }

  /** The real code, from the beginning through all that it was told. */
  async #rehearse(): Promise<Live> {
    this.#memory.histories++;
    const live = new Live(this.#invocation.play, this.#begunAt);
    live.seesSites = this.#told.length === 0;
    await live.begin();
    for (const [nth, { at, answer, time }] of this.#told.entries()) {
      // Only what comes now is new.
      live.seesSites = nth === this.#told.length - 1;
      await live.answer(at, answer, time);
    }
    this.#live = live;
    this.#liveHeard = this.#told.length;
    return live;
  }

  /** Calls that were waiting before keep their identity. */
  #momentOf(live: Live, still: readonly Request[], since: number): Moment {
    const waiting = live.slots.map(({ request }) => request);
    if (still.some(({ name }, at) => waiting[at]?.name !== name))
      throw new Error(`${this.#invocation.key} does not do the same when it is told the same.`);
    return {
      pending: [...still, ...waiting.slice(still.length)],
      sleptInMs: live.time - since,
      next: new Map(),
    };
  }
}
