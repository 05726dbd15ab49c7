// The stage: who is there, and which of their calls wait for a decision.
import type { Performer } from './memory.ts';
import { END, type Answer, type Request } from './request.ts';

/** One invocation of a function. All times are epoch milliseconds of true time. */
export interface Actor {
  number: number;
  name: string;
  /** Error of its clock. */
  skewInMs: number;
  /** An actor that lives longer than this is a zombie. */
  endsAt: number;
  state: 'alive' | 'done' | 'dead';
  performer: Performer;
}

/** One waiting call: the actor, its position on the stage, and the position of the call among those of the actor. */
export interface Call {
  actor: Actor;
  position: number;
  at: number;
  request: Request;
}

export class Stage {
  readonly actors: Actor[] = [];

  get waiting(): Call[] {
    const calls: Call[] = [];
    this.actors.forEach((actor, position) => {
      if (actor.state === 'alive')
        actor.performer.pending.forEach((request, at) => calls.push({ actor, position, at, request }));
    });
    return calls;
  }

  get first(): Call | undefined {
    const position = this.actors.findIndex(({ state }) => state === 'alive');
    return this.callAt(position, 0);
  }

  callAt(position: number, at: number): Call | undefined {
    const actor = this.actors[position];
    const request = actor?.performer.pending[at];
    return actor && request && { actor, position, at, request };
  }
}

/** Tells an actor the answer to one of its calls; gives the time after it has come to rest. */
export function tell({ actor, request, at }: Call, answer: Answer, time: number): Promise<number> | number {
  if (request.method !== END) return actor.performer.answer(at, answer, time);
  actor.state = 'done';
  return time;
}
