// CRC-32C and CRC-64/NVME: reflected, in a register of 64 bits, eight bytes a step, two steps side by side.
import { INPUT, SCRATCH } from './memory';

/** Eight tables of 256 values of 8 bytes: what a byte leaves behind that stands so many places before the end of a step. */
const TABLES: usize = SCRATCH;
const TABLE_SIZE: usize = 2048;
/** Runs of a block that are computed side by side: one alone would wait for the memory at every step. */
const RUNS: i32 = 2;
const STEP: i32 = 8;

let polynomial: u64 = 0;
/** Reflected: the bit that stands for x^0, the highest of the width. */
let one: u64 = 0;
let register: u64 = 0;
/** The length of a run, and x^(8 * length): what appends as many zero bytes. */
let runLength: i32 = 0;
let runFactor: u64 = 0;

/** Castagnoli; 32 bits. */
export function crc32c_begin(): void {
  begin(0x82f63b78, 32);
}

/** As NVM Express has it; 64 bits. */
export function crc64nvme_begin(): void {
  begin(((<u64>0x9a6c9329) << 32) | 0xac4bc9b5, 64);
}

function begin(reflected: u64, width: i32): void {
  polynomial = reflected;
  one = (<u64>1) << (width - 1);
  // All bits of the width set.
  register = one | (one - 1);
  runLength = 0;
  for (let byte: i32 = 0; byte < 256; byte += 1) {
    let value = <u64>byte;
    for (let bit: i32 = 0; bit < 8; bit += 1) value = timesX(value);
    store<u64>(TABLES + (byte << 3), value);
  }
  // Each table is the one before with a zero byte behind it.
  for (let at: i32 = 256; at < 8 * 256; at += 1) {
    const before = load<u64>(TABLES + ((at - 256) << 3));
    store<u64>(TABLES + (at << 3), (before >> 8) ^ load<u64>(TABLES + ((<usize>(before & 0xff)) << 3)));
  }
}

function timesX(value: u64): u64 {
  return value & 1 ? (value >> 1) ^ polynomial : value >> 1;
}

/** Product of two polynomials modulo the one of the algorithm. */
function product(left: u64, right: u64): u64 {
  let sum: u64 = 0;
  for (let bit = one; bit != 0; bit >>= 1) {
    if (left & bit) sum ^= right;
    right = timesX(right);
  }
  return sum;
}

/** x^(8 * bytes). */
function shiftBy(bytes: i32): u64 {
  let power = one;
  // x^8: reflected, eight places below x^0.
  let square = one >> 8;
  for (let left = bytes; left > 0; left >>= 1) {
    if (left & 1) power = product(power, square);
    square = product(square, square);
  }
  return power;
}

/**
 * Takes the next `length` bytes of the input. A table value is looked up for each of eight bytes; every shift leaves a byte where it is the
 * place of its value in the table.
 */
export function crc_scan(length: i32): void {
  const run = (length / (RUNS * STEP)) * STEP;
  let value = register;
  if (run > 0) {
    let second: u64 = 0;
    for (let at: i32 = 0; at < run; at += STEP) {
      value ^= load<u64>(INPUT + at);
      second ^= load<u64>(INPUT + run + at);
      value =
        load<u64>(TABLES + <usize>((value << 3) & 0x7f8), 7 * TABLE_SIZE) ^
        load<u64>(TABLES + <usize>((value >> 5) & 0x7f8), 6 * TABLE_SIZE) ^
        load<u64>(TABLES + <usize>((value >> 13) & 0x7f8), 5 * TABLE_SIZE) ^
        load<u64>(TABLES + <usize>((value >> 21) & 0x7f8), 4 * TABLE_SIZE) ^
        load<u64>(TABLES + <usize>((value >> 29) & 0x7f8), 3 * TABLE_SIZE) ^
        load<u64>(TABLES + <usize>((value >> 37) & 0x7f8), 2 * TABLE_SIZE) ^
        load<u64>(TABLES + <usize>((value >> 45) & 0x7f8), TABLE_SIZE) ^
        load<u64>(TABLES + <usize>((value >> 53) & 0x7f8));
      second =
        load<u64>(TABLES + <usize>((second << 3) & 0x7f8), 7 * TABLE_SIZE) ^
        load<u64>(TABLES + <usize>((second >> 5) & 0x7f8), 6 * TABLE_SIZE) ^
        load<u64>(TABLES + <usize>((second >> 13) & 0x7f8), 5 * TABLE_SIZE) ^
        load<u64>(TABLES + <usize>((second >> 21) & 0x7f8), 4 * TABLE_SIZE) ^
        load<u64>(TABLES + <usize>((second >> 29) & 0x7f8), 3 * TABLE_SIZE) ^
        load<u64>(TABLES + <usize>((second >> 37) & 0x7f8), 2 * TABLE_SIZE) ^
        load<u64>(TABLES + <usize>((second >> 45) & 0x7f8), TABLE_SIZE) ^
        load<u64>(TABLES + <usize>((second >> 53) & 0x7f8));
    }
    if (run != runLength) {
      runLength = run;
      runFactor = shiftBy(run);
    }
    value = product(value, runFactor) ^ second;
  }
  for (let at = RUNS * run; at < length; at += 1) {
    const index = <usize>((value ^ load<u8>(INPUT + at)) & 0xff);
    value = (value >> 8) ^ load<u64>(TABLES + (index << 3));
  }
  register = value;
}

/** The higher and the lower 32 bits of what came out; of CRC-32C all is in the lower ones. */
export function crc_high(): i32 {
  return <i32>((register ^ (one | (one - 1))) >> 32);
}

export function crc_low(): i32 {
  return <i32>(register ^ (one | (one - 1)));
}
