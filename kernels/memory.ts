// Where things lie in the memory of an instance. One instance reads one file, so every kernel may use the room behind the input as it likes.

/** The block under work; the host writes it here. */
export const INPUT: usize = 0x10000;
/** Largest block. */
export const INPUT_SIZE: i32 = 0x40000;
/** Bytes behind the input that may be read (never trusted): whole vectors are loaded up to its last byte. */
export const INPUT_SLACK: i32 = 64;
/** Room of the kernel that reads the format; grow the memory for more than SCRATCH_SIZE. */
export const SCRATCH: usize = 0x60000;
export const SCRATCH_SIZE: i32 = 0x20000;

/**
 * The byte in all 16 lanes, by way of memory: the compiler cannot see that it is constant, so the engine keeps it in a register for a whole
 * loop. V8 builds a constant vector anew at every use, which makes a tight loop half as fast.
 */
export function heldSplat(byte: i32): v128 {
  store<u8>(SPLAT_CELL, <u8>byte);
  return v128.load_splat<u8>(SPLAT_CELL);
}

/** Below everything that the compiler places. */
const SPLAT_CELL: usize = 0x100;
