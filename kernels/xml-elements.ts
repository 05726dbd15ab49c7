// What is open while XML is read: the elements and their names, the attributes of the current tag, on which lines, and how large.
import { BEHIND_MASKS } from './xml-bytes';
import { heldSplat, INPUT } from './memory';

/** For each of 256 buckets the tag and the number of its last attribute there, as 32 bits each. */
const BUCKETS: usize = BEHIND_MASKS;
const BUCKETS_SIZE: usize = 0x800;
/** The beginning of the name of the root. */
export const ROOT: usize = BUCKETS + BUCKETS_SIZE;
/** Enough for the 100 characters that are told of it. */
const ROOT_SIZE: usize = 404;
/** Room for the keys of 32 attributes. */
export const KEYS: usize = ROOT + 0x200;
/** Open elements, 16 bytes each: where the name is, its length, its place. */
const STACK: usize = KEYS + 0x100;
/** Where nothing is yet or any more; no pointer is so small. */
const NOWHERE: usize = 0;
/** 2^64 over the golden ratio; in halves because the linter counts digits as those of JavaScript. */
export const MIXER: u64 = (0x9e3779b9 << 32) | 0x7f4a7c15;
/** What has been open for longer counts as long as this, so that pointers cannot overflow. */
const LONGEST: i32 = 0x40000000;

/** Attributes, 24 bytes each: name, its length, key (8 bytes), number of the one before it in the same bucket. */
let attributes: usize = 0;
/** From here on names are kept that are needed longer than the block they were in: of open elements, then of attributes, then half a name. */
let arena: usize = 0;
let elementNames: usize = 0;
let names: usize = 0;
/** Of the half of a name. */
let halfLength: usize = 0;
/** Set by `wholeName`. */
export let nameLength: usize = 0;

export let maxDepth: i32 = 0;
export let maxAttributes: i32 = 0;
let cap: i32 = 0;
export let depth: i32 = 0;
export let deepest: i32 = 0;
export let records: i32 = 0;
export let rootLength: i32 = 0;
/** The place of an element is a line when it was open before this block, else a pointer into the block. */
let settled: i32 = 0;
let tag: u32 = 0;
export let attributeCount: i32 = 0;
export let hasDuplicate: bool = false;

/** Pointers to where the open record begins and where the last tag does (its end, for an end tag); they may point far before the block. */
let recordStart: i32 = 0;
let untaggedStart: i32 = 0;
let untaggedPlace: usize = NOWHERE;
let untaggedLine: i32 = 1;
/** The first byte that would make the record, or what follows the last tag, too large. */
export let wall: i32 = 0;

let blockStart: usize = INPUT;
let blockLine: i32 = 1;
let countedTo: usize = INPUT;
let countedLine: i32 = 1;

export function beginElements(depthLimit: i32, attributeLimit: i32, recordLimit: i32): void {
  maxDepth = depthLimit;
  maxAttributes = attributeLimit;
  cap = recordLimit;
  memory.fill(BUCKETS, 0, BUCKETS_SIZE);
  attributes = STACK + <usize>(depthLimit + 1) * 16;
  arena = attributes + <usize>(attributeLimit + 1) * 24;
  elementNames = arena;
  names = arena;
  halfLength = 0;
  depth = 0;
  deepest = 0;
  records = 0;
  rootLength = 0;
  settled = 0;
  tag = 0;
  attributeCount = 0;
  reserve(arena);
}

/** `bytes` and `line` tell what was read before the first block. */
export function beginPlaces(bytes: i32, line: i32): void {
  untaggedStart = i32(INPUT) - bytes;
  untaggedPlace = NOWHERE;
  untaggedLine = 1;
  blockLine = line;
  beginBlock(INPUT);
  moveWall();
}

/** It calls itself, which never happens, so that the compiler does not copy it. */
function moveWall(): void {
  if (depth < 0) moveWall();
  wall = (depth > 1 ? recordStart : untaggedStart) + cap;
}

/** Grows the memory page by page; it reaches a little further, because names are compared 8 bytes at a time. */
function reserve(end: usize): void {
  if (usize(memory.size()) << 16 >= end + 8) return;
  if (memory.grow(1) < 0) unreachable();
  reserve(end);
}

export function beginBlock(start: usize): void {
  blockStart = start;
  countedTo = start;
  countedLine = blockLine;
}

/** Lines end in LF. It calls itself also so that the compiler does not copy it to every place that asks for a line. */
export function lineAt(at: usize): i32 {
  if (at < countedTo) {
    beginBlock(blockStart);
    return lineAt(at);
  }
  const feed = heldSplat(0x0a);
  let from = countedTo;
  let lines = countedLine;
  for (; from < at; from += 16) {
    const feeds = i8x16.bitmask(i8x16.eq(v128.load(from), feed));
    const left = at - from;
    lines += popcnt(left < 16 ? feeds & ((1 << i32(left)) - 1) : feeds);
  }
  countedTo = at;
  countedLine = lines;
  return lines;
}

/** Adds the end of a name that another block had the beginning of. */
export function addToName(from: usize, to: usize): void {
  const length = to - from;
  reserve(names + halfLength + length);
  memory.copy(names + halfLength, from, length);
  halfLength += length;
}

/** Where the name is that ends at `end`: at `name`, or kept together with the half that the blocks before had. */
export function wholeName(name: usize, end: usize): usize {
  nameLength = end - name;
  if (halfLength == 0) return name;
  addToName(name, end);
  name = names;
  nameLength = halfLength;
  names += halfLength;
  halfLength = 0;
  return name;
}

/** The tag that begins at `start` opens an element. */
export function openElement(name: usize, length: usize, start: i32): void {
  // On the line of the tag, and in this block.
  const place = max(start, i32(blockStart));
  elementNames = names;
  const entry = STACK + <usize>depth * 16;
  store<usize>(entry, name, 0);
  store<usize>(entry, length, 4);
  store<i32>(entry, place, 8);
  depth += 1;
  if (depth > deepest) deepest = depth;
  untaggedStart = start;
  untaggedPlace = place;
  if (depth == 1) keepRoot(name, length);
  else if (depth == 2) recordStart = start;
  moveWall();
}

function keepRoot(name: usize, length: usize): void {
  rootLength = i32(min(length, ROOT_SIZE));
  memory.copy(ROOT, name, rootLength);
}

/** Call it before the first attribute of a tag. */
export function beginAttributes(): void {
  tag += 1;
  attributeCount = 0;
  hasDuplicate = false;
}

/** Takes the name of an attribute. */
export function addAttribute(name: usize, length: usize): void {
  const key = keyOf(name, length);
  const bucket = BUCKETS + usize((key * MIXER) >> 56) * 8;
  const before = load<u32>(bucket, 0) == tag ? load<u32>(bucket, 4) : 0;
  for (let other = before; other != 0; other = load<u32>(attributes + other * 24 - 8)) {
    const entry = attributes + other * 24 - 24;
    if (
      load<u64>(entry, 8) == key &&
      load<usize>(entry, 4) == length &&
      isSame(load<usize>(entry), name, length)
    )
      hasDuplicate = true;
  }
  const entry = attributes + <usize>attributeCount * 24;
  attributeCount += 1;
  store<u32>(entry, name, 0);
  store<u32>(entry, length, 4);
  store<u64>(entry, key, 8);
  store<u32>(entry, before, 16);
  store<u32>(bucket, tag, 0);
  store<u32>(bucket, attributeCount, 4);
}

/** Equal names have equal keys. */
export function keyOf(name: usize, length: usize): u64 {
  const first = load<u64>(name);
  if (length < 8) return first & (((<u64>1) << u64(length * 8)) - 1);
  return first ^ rotl(load<u64>(name + length - 8), 23);
}

/** Compares at least one byte. */
export function isSame(one: usize, other: usize, length: usize): bool {
  while (length > 8) {
    if (load<u64>(one) != load<u64>(other)) return false;
    one += 8;
    other += 8;
    length -= 8;
  }
  return (load<u64>(one) ^ load<u64>(other)) << u64(64 - length * 8) == 0;
}

/** A start tag is through; the names of its attributes are not needed any more. */
export function endAttributes(): void {
  names = elementNames;
  attributeCount = 0;
}

/** Whether these bytes are in the name of the innermost open element from `offset` on. */
export function isInOpenName(from: usize, length: usize, offset: usize): bool {
  return offset + length <= openNameLength() && isSame(openName() + offset, from, length);
}

export function openName(): usize {
  return load<usize>(STACK + <usize>(depth - 1) * 16, 0);
}

export function openNameLength(): usize {
  return load<usize>(STACK + <usize>(depth - 1) * 16, 4);
}

/** The tag whose `>` is at `at` closes the innermost element. */
export function closeElement(at: usize): void {
  if (depth == 2) records += 1;
  depth -= 1;
  const name = load<usize>(STACK + <usize>depth * 16);
  if (name >= arena) {
    elementNames = name;
    names = name;
  }
  if (settled > depth) settled = depth;
  untaggedStart = i32(at) + 1;
  untaggedPlace = at;
  moveWall();
}

/** Opens and closes, inside the root, an element without anything in it, whose `>` is at `at`. */
export function addEmptyElement(at: usize): void {
  if (depth >= deepest) deepest = depth + 1;
  untaggedStart = i32(at) + 1;
  untaggedPlace = at;
  if (depth > 1) return;
  records += 1;
  moveWall();
}

/** Line on which an open element begins; 0 is the root. */
export function lineOfElement(index: i32): i32 {
  const place = load<usize>(STACK + <usize>index * 16, 8);
  return index < settled ? i32(place) : lineAt(place);
}

export function lineOfUntagged(): i32 {
  return untaggedPlace == NOWHERE ? untaggedLine : lineAt(untaggedPlace);
}

/** Before the next block comes: copies the names that are still needed and turns places into lines. What is at `end` will be at `nextStart`. */
export function settle(end: usize, nextStart: usize): void {
  for (; settled < depth; settled += 1) {
    const entry = STACK + <usize>settled * 16;
    store<usize>(entry, lineAt(load<usize>(entry, 8)), 8);
    keepName(entry);
    if (elementNames < names) elementNames = names;
  }
  for (let index: i32 = 0; index < attributeCount; index += 1) keepName(attributes + <usize>index * 24);
  untaggedLine = lineOfUntagged();
  untaggedPlace = NOWHERE;
  blockLine = lineAt(end);
  const shift = i32(nextStart) - i32(end);
  recordStart = max(recordStart + shift, -LONGEST);
  untaggedStart = max(untaggedStart + shift, -LONGEST);
  moveWall();
  beginBlock(nextStart);
}

function keepName(entry: usize): void {
  const name = load<usize>(entry, 0);
  const length = load<usize>(entry, 4);
  if (name >= arena) return;
  reserve(names + length);
  memory.copy(names, name, length);
  store<usize>(entry, names, 0);
  names += length;
}
