// Random inputs that a seed makes again: numbers, choices, and small damage to bytes.

export interface Random {
  /** 0 to below `below`. */
  int(below: number): number;
  chance(probability: number): boolean;
  pick<Item>(of: readonly Item[]): Item;
  /** Up to `most` of them, joined. */
  text(of: readonly string[], most: number): string;
}

/** The generator mulberry32: 32 bits of state, good enough to mix inputs. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (below: number) => Math.floor(next() * below);
  const pick = <Item>(of: readonly Item[]): Item => of[int(of.length)] as Item;
  return {
    int,
    chance: (probability) => next() < probability,
    pick,
    text: (of, most) => Array.from({ length: int(most + 1) }, () => pick(of)).join(''),
  };
}

/** Changes, drops, doubles or puts in a few bytes; `special` are those that mean something to the format. */
export function mutate(bytes: Buffer, random: Random, special: string): Buffer {
  let mutated = bytes;
  for (let turns = 1 + random.int(3); turns > 0; turns -= 1) {
    const at = random.int(mutated.length + 1);
    const to = Math.min(mutated.length, at + random.int(random.chance(0.9) ? 2 : 40));
    const byte = Buffer.from(
      random.chance(0.8) ? random.pick([...special]) : String.fromCharCode(random.int(256)),
    );
    const piece = random.pick([
      byte,
      mutated.subarray(at, to),
      Buffer.alloc(0),
      Buffer.concat([byte, mutated.subarray(at, to)]),
    ]);
    mutated = Buffer.concat([mutated.subarray(0, at), piece, mutated.subarray(random.chance(0.5) ? at : to)]);
  }
  return mutated;
}
