// Depth first through all schedules of a setup, by replay: no randomness, every schedule once.
import { REDUNDANT, type Move } from './moves.ts';
import { play, type Choose, type Played } from './schedule.ts';
import type { Theatre } from './world.ts';

interface Decision {
  moves: readonly Move[];
  chosen: number;
}

/** The way from the beginning to where we are. */
export class Path {
  readonly #decisions: Decision[] = [];
  readonly #root: readonly number[];

  /** Only schedules whose first choices are these. */
  constructor(root: readonly number[] = []) {
    this.#root = root;
  }

  readonly choose: Choose = (decision, list) => {
    let here = this.#decisions[decision];
    if (!here) {
      const moves = list();
      if (moves === REDUNDANT) return moves;
      here = { moves, chosen: moves.length > 1 ? (this.#root[this.choices.length] ?? 0) : 0 };
      this.#decisions.push(here);
    }
    return here.moves[here.chosen];
  };

  /** The numbers of the choices, where there was one: they tell the schedule. */
  get choices(): number[] {
    return this.#decisions.filter(({ moves }) => moves.length > 1).map(({ chosen }) => chosen);
  }

  /** Goes on to the next schedule; false when all were there. */
  advance(): boolean {
    const fixed = this.#root.length;
    let choices = this.choices.length;
    for (let last = this.#decisions.at(-1); last; last = this.#decisions.at(-1)) {
      const isChoice = last.moves.length > 1;
      if (isChoice && choices > fixed && last.chosen + 1 < last.moves.length) {
        last.chosen++;
        return true;
      }
      if (isChoice) choices--;
      this.#decisions.pop();
    }
    return false;
  }
}

/** Plays every schedule below the root. `onPlayed` may stop the exploration by giving false. */
export async function explore(
  theatre: Theatre,
  root: readonly number[],
  onPlayed: (played: Played, path: Path) => boolean | void,
): Promise<void> {
  const path = new Path(root);
  do {
    const played = await play(theatre, path.choose);
    if (!played.isRedundant && onPlayed(played, path) === false) return;
  } while (path.advance());
}
