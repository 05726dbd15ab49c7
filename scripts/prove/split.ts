// Cuts the tree of a setup into pieces of about equal depth, always the same ones.
import { REDUNDANT } from './moves.ts';
import { play, type Choose } from './schedule.ts';
import type { Theatre } from './world.ts';

/** First choices of at least so many pieces, or of all schedules when there are fewer. */
export async function split(theatre: Theatre, pieces: number): Promise<number[][]> {
  const ends: number[][] = [];
  let roots: number[][] = [[]];
  while (roots.length > 0 && roots.length + ends.length < pieces) {
    const longer: number[][] = [];
    for (const root of roots) {
      const options = await optionsAfter(theatre, root);
      if (options === 0) ends.push(root);
      else for (let option = 0; option < options; option++) longer.push([...root, option]);
    }
    roots = longer;
  }
  return [...ends, ...roots];
}

/** How many ways there are at the first choice after these; none when the prefix is over. */
async function optionsAfter(theatre: Theatre, root: readonly number[]): Promise<number> {
  let made = 0;
  let options = 0;
  const choose: Choose = (_decision, list) => {
    const moves = list();
    if (moves === REDUNDANT || moves.length < 2) return moves === REDUNDANT ? moves : moves[0];
    const chosen = root[made++];
    if (chosen !== undefined) return moves[chosen];
    options = moves.length;
    return undefined;
  };
  await play(theatre, choose);
  return options;
}
