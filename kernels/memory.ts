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
