// XML 1.0, fifth edition, without document types and namespaces: whether it is well-formed, how many elements the root has, how deep it is.
import { INPUT } from './memory';
import { beginsName, cutBytes, endOfName, isSpace, mark, nextStop, widthAt } from './xml-bytes';
import {
  addAttribute,
  addToName,
  attributeCount,
  beginAttributes,
  beginBlock,
  beginElements,
  beginPlaces,
  closeElement,
  deepest,
  depth,
  endAttributes,
  hasDuplicate,
  isInOpenName,
  isTooDeep,
  lineAt,
  lineOfElement,
  lineOfUntagged,
  openElement,
  openNameLength,
  records,
  ROOT,
  rootLength,
  settle,
  wall,
} from './xml-elements';
import { beginEntity, feedEntity, isEntity, isNamedEntity } from './xml-entities';

// What `xml_scan` and `xml_end` return; lambda/core/formats/xml-faults.ts has the same numbers.
const LARGE_RECORD: i32 = 1;
const LARGE_UNTAGGED: i32 = 2;
const TOO_DEEP: i32 = 3;
const MANY_ATTRIBUTES: i32 = 4;
const DOCTYPE: i32 = 5;
const ENDS_EARLY: i32 = 6;
const FORBIDDEN_CHARACTER: i32 = 7;
const STRAY_TEXT: i32 = 8;
const SECOND_ROOT: i32 = 9;
const BAD_ENTITY: i32 = 10;
const CDATA_END_IN_TEXT: i32 = 11;
const BAD_TAG: i32 = 12;
const BAD_DECLARATION: i32 = 13;
const BAD_COMMENT: i32 = 14;
const BAD_INSTRUCTION: i32 = 15;
const LATE_XML_DECLARATION: i32 = 16;
const BAD_ATTRIBUTE: i32 = 17;
const LESS_IN_ATTRIBUTE: i32 = 18;
const TWICE_ATTRIBUTE: i32 = 19;
const BAD_END_TAG: i32 = 20;
const WRONG_END_TAG: i32 = 21;

// States, named by what has been read.
const TEXT: i32 = 0;
const CDATA: i32 = 1;
const ENTITY: i32 = 2;
const LESS: i32 = 3;
const LESS_BANG: i32 = 4;
const COMMENT: i32 = 5;
const COMMENT_DASH: i32 = 6;
const COMMENT_DASHES: i32 = 7;
const LESS_QUESTION: i32 = 8;
const TARGET: i32 = 9;
const INSTRUCTION: i32 = 10;
const INSTRUCTION_QUESTION: i32 = 11;
const TAG_NAME: i32 = 12;
const TAG_SLASH: i32 = 13;
const TAG_SPACE: i32 = 14;
const ATTRIBUTE_NAME: i32 = 15;
const ATTRIBUTE_SPACE: i32 = 16;
const EQUALS: i32 = 17;
const VALUE: i32 = 18;
const VALUE_END: i32 = 19;
const END_TAG: i32 = 20;
const END_TAG_SPACE: i32 = 21;

let maxAttributes: i32 = 0;
let state: i32 = TEXT;
let hasRoot: bool = false;
let fault: i32 = 0;
let faultLine: i32 = 0;
/** Of the block: where it stops at the latest. */
let edge: usize = INPUT;
/** The last bytes of the block before, if they wait for this one: the rightmost `cut` of these four. */
let cutOff: u32 = 0;
let cut: usize = 0;
let lastByte: u32 = 0;

/** Brackets right before the place where a text or CDATA section is taken up again; more than two do not matter. */
let brackets: usize = 0;
let tagStart: i32 = 0;
let nameStart: usize = INPUT;
let quote: u32 = 0;
/** Bytes of the end tag that were compared with the name of the element. */
let compared: usize = 0;
let isEqual: bool = false;
/** The last characters behind `<!`, or the target of an instruction, and how many there are. */
let word: u64 = 0;
let wordLength: i32 = 0;
let stateAroundEntity: i32 = TEXT;
let entityStart: usize = 0;
let entityLine: i32 = 0;

export function xml_begin(depthLimit: i32, attributeLimit: i32, recordLimit: i32): void {
  maxAttributes = attributeLimit;
  beginElements(depthLimit, attributeLimit, recordLimit);
  state = TEXT;
  hasRoot = false;
  fault = 0;
  cut = 0;
  brackets = 0;
  lastByte = 0;
  xml_skip(0, 1);
}

/** Tells of a declaration that was read before the first block: its bytes, and the line that it ends on. */
export function xml_skip(bytes: i32, line: i32): void {
  beginPlaces(bytes, line);
}

/** Reads the next `length` bytes of the input; returns a fault or 0. After a fault nothing more may be read. */
export function xml_scan(length: i32): i32 {
  if (length == 0) return 0;
  const end = INPUT + length;
  const start = takeCutOff();
  cut = cutBytes(end);
  cutOff = load<u32>(end - 4);
  return scan(start, end - cut);
}

/** After the last byte: returns a fault or 0. */
export function xml_end(): i32 {
  if (cut == 1 && cutOff >> 24 == 0x0d) {
    const start = takeCutOff();
    cut = 0;
    store<u8>(INPUT, 0);
    if (scan(start, INPUT) != 0) return fault;
  }
  if (state == ENTITY) {
    if (isNamedEntity() && !isEntity()) failEntity();
    else if (i32(INPUT - cut) > wall) failSize();
    if (fault != 0) return fault;
  }
  return hasRoot && depth == 0 && state == TEXT ? 0 : ENDS_EARLY;
}

function takeCutOff(): usize {
  store<u32>(INPUT - 4, cutOff);
  return INPUT - cut;
}

function scan(start: usize, end: usize): i32 {
  if (end > start) lastByte = load<u8>(end - 1);
  beginBlock(start);
  const bad = mark(start, end);
  nameStart = start;
  let at = start;
  while (true) {
    edge = usize(min(i32(bad), state == ENTITY ? i32(bad) : wall));
    if (at >= edge) break;
    at = step(at);
    if (fault != 0) return fault;
  }
  if (at < bad || (state != ENTITY && i32(bad) > wall)) failSize();
  else if (bad < end) fail(FORBIDDEN_CHARACTER, bad);
  else pause(end);
  return fault;
}

function pause(end: usize): void {
  const next = INPUT - cut;
  if (state == ENTITY && entityStart != 0) {
    entityLine = lineAt(entityStart);
    entityStart = 0;
  }
  settle(end, next);
  if (state == TAG_NAME || state == ATTRIBUTE_NAME) addToName(nameStart, end);
  tagStart += i32(next) - i32(end);
}

/** Reads at least one byte, up to `edge` and a little more; returns where to go on. */
function step(at: usize): usize {
  if (state <= ENTITY) return state == ENTITY ? stepEntity(at) : state == TEXT ? stepText(at) : stepCdata(at);
  if (state >= TAG_NAME) return state >= END_TAG ? stepEndTag(at) : stepTag(at);
  return state <= LESS_BANG ? stepLess(at) : state <= COMMENT_DASHES ? stepComment(at) : stepInstruction(at);
}

function stepText(at: usize): usize {
  if (depth == 0) return stepOutside(at);
  while (true) {
    const stop = nextStop(at);
    if (stop >= edge) {
      brackets = bracketsBefore(edge, at);
      return edge;
    }
    const byte = load<u8>(stop);
    if (byte == 0x3c) return less(stop);
    if (byte == 0x26) return ampersand(stop);
    if (byte == 0x3e && bracketsBefore(stop, at) == 2) return fail(CDATA_END_IN_TEXT, stop);
    brackets = 0;
    at = stop + 1;
  }
}

function stepOutside(at: usize): usize {
  const byte = load<u8>(at);
  if (byte == 0x3c) return less(at);
  return isSpace(byte) ? at + 1 : fail(STRAY_TEXT, at);
}

function less(at: usize): usize {
  tagStart = i32(at);
  brackets = 0;
  state = LESS;
  return at + 1;
}

function stepCdata(at: usize): usize {
  const stop = nextStop(at);
  if (stop >= edge) {
    brackets = bracketsBefore(edge, at);
    return edge;
  }
  if (load<u8>(stop) == 0x3e && bracketsBefore(stop, at) == 2) state = TEXT;
  brackets = 0;
  return stop + 1;
}

/** How many brackets, at most two, stand right before `at` in the text that is looked at from `from` on. */
function bracketsBefore(at: usize, from: usize): usize {
  let count: usize = 0;
  while (count < 2 && at - count > from && load<u8>(at - count - 1) == 0x5d) count += 1;
  return at - count == from ? min(2, count + brackets) : count;
}

function ampersand(at: usize): usize {
  stateAroundEntity = state;
  state = ENTITY;
  brackets = 0;
  entityStart = at;
  beginEntity();
  return at + 1;
}

function stepEntity(at: usize): usize {
  const byte = load<u8>(at);
  if (byte == 0x3b) {
    if (isEntity()) state = stateAroundEntity;
    else if (!isNamedEntity() && i32(at + 1) > wall) failSize();
    else failEntity();
  } else feedEntity(byte);
  return at + 1;
}

function stepLess(at: usize): usize {
  const byte = load<u8>(at);
  if (state == LESS_BANG) return stepBang(at);
  if (byte == 0x2f) {
    state = END_TAG;
    compared = 0;
    isEqual = true;
  } else if (byte == 0x21) {
    state = LESS_BANG;
    beginWord();
  } else if (byte == 0x3f) state = LESS_QUESTION;
  else if (beginsName(at)) {
    state = TAG_NAME;
    nameStart = at;
    return at + widthAt(at);
  } else return fail(BAD_TAG, at);
  return at + 1;
}

function beginWord(): void {
  word = 0;
  wordLength = 0;
}

function stepBang(at: usize): usize {
  const width = widthAt(at);
  word = (word << 8) | u64(load<u8>(at));
  // As UTF-16 counts, and a CR LF is one.
  wordLength += width == 4 ? 2 : 1;
  if (wordLength == 2 && word == 0x2d2d) state = COMMENT;
  else if (wordLength == 7 && word == 0x5b43444154415b) {
    if (depth == 0) return fail(STRAY_TEXT, at);
    state = CDATA;
    brackets = 0;
  } else if (wordLength == 7 && word == 0x444f4354595045) {
    return fail(hasRoot ? BAD_DECLARATION : DOCTYPE, at);
  } else if (wordLength >= 7) return fail(BAD_DECLARATION, at);
  return at + width;
}

function stepComment(at: usize): usize {
  const isDash = load<u8>(at) == 0x2d;
  if (state == COMMENT_DASHES) {
    if (load<u8>(at) != 0x3e) return fail(BAD_COMMENT, at);
    state = TEXT;
  } else if (state == COMMENT_DASH) state = isDash ? COMMENT_DASHES : COMMENT;
  else if (isDash) state = COMMENT_DASH;
  return at + 1;
}

function stepInstruction(at: usize): usize {
  const byte = load<u8>(at);
  if (state == LESS_QUESTION) {
    if (!beginsName(at)) return fail(BAD_INSTRUCTION, at);
    state = TARGET;
    beginWord();
  }
  if (state == TARGET) {
    const end = endOfName(at, edge);
    for (let letter = at; letter < end; letter += 1) {
      word = (word << 8) | u64(load<u8>(letter));
      wordLength += 1;
    }
    if (end >= edge) return end;
    const next = load<u8>(end);
    if (next != 0x3f && !isSpace(next)) return fail(BAD_INSTRUCTION, end);
    if (wordLength == 3 && word == 0x786d6c) return fail(LATE_XML_DECLARATION, end);
    state = next == 0x3f ? INSTRUCTION_QUESTION : INSTRUCTION;
    return end + 1;
  }
  if (byte == 0x3f) state = INSTRUCTION_QUESTION;
  else if (state == INSTRUCTION_QUESTION) {
    if (byte != 0x3e) state = INSTRUCTION;
    else if (wordLength == 3 && (word | 0x202020) == 0x786d6c) return fail(LATE_XML_DECLARATION, at);
    else state = TEXT;
  }
  return at + 1;
}

function stepTag(at: usize): usize {
  const byte = load<u8>(at);
  switch (state) {
    case TAG_NAME: {
      const end = endOfName(at, edge);
      return end >= edge ? end : open(end);
    }
    case TAG_SPACE:
    case VALUE_END:
      if (byte == 0x3e || byte == 0x2f) return behindTagPart(at);
      if (isSpace(byte)) state = TAG_SPACE;
      else if (state == VALUE_END || !beginsName(at)) return fail(BAD_ATTRIBUTE, at);
      else {
        state = ATTRIBUTE_NAME;
        nameStart = at;
        return at + widthAt(at);
      }
      return at + 1;
    case TAG_SLASH:
      return byte == 0x3e ? endTagPart(at, true) : fail(BAD_TAG, at);
    case ATTRIBUTE_NAME: {
      const end = endOfName(at, edge);
      if (end >= edge) return end;
      addAttribute(nameStart, end);
      state = ATTRIBUTE_SPACE;
      return end;
    }
    case ATTRIBUTE_SPACE:
      if (byte == 0x3d) state = EQUALS;
      else if (!isSpace(byte)) return fail(BAD_ATTRIBUTE, at);
      return at + 1;
    case EQUALS:
      if (byte == 0x22 || byte == 0x27) {
        quote = byte;
        state = VALUE;
      } else if (!isSpace(byte)) return fail(BAD_ATTRIBUTE, at);
      return at + 1;
    default:
      return stepValue(at);
  }
}

function stepValue(at: usize): usize {
  const stop = nextStop(at);
  if (stop >= edge) return edge;
  const byte = load<u8>(stop);
  if (byte == 0x26) return ampersand(stop);
  if (byte == 0x3c) return fail(LESS_IN_ATTRIBUTE, stop);
  if (byte == quote) {
    state = VALUE_END;
    if (attributeCount > maxAttributes) return failAt(MANY_ATTRIBUTES, lineOfElement(depth - 1));
  }
  return stop + 1;
}

/** The name of a start tag is through. */
function open(at: usize): usize {
  if (i32(at + widthAt(at)) > wall) return failSize();
  openElement(nameStart, at, tagStart);
  beginAttributes();
  if (isTooDeep()) return failAt(TOO_DEEP, lineAt(at));
  if (hasRoot && depth == 1) return fail(SECOND_ROOT, at);
  hasRoot = true;
  state = TAG_SPACE;
  const byte = load<u8>(at);
  if (isSpace(byte)) return at + 1;
  return byte == 0x3e || byte == 0x2f ? behindTagPart(at) : fail(BAD_TAG, at);
}

function behindTagPart(at: usize): usize {
  if (load<u8>(at) == 0x3e) return endTagPart(at, false);
  state = TAG_SLASH;
  return at + 1;
}

/** At the `>` of a start tag. */
function endTagPart(at: usize, isClosed: bool): usize {
  if (hasDuplicate) return fail(TWICE_ATTRIBUTE, at);
  endAttributes();
  if (isClosed) closeElement(at);
  state = TEXT;
  return at + 1;
}

function stepEndTag(at: usize): usize {
  if (state == END_TAG) {
    const end = endOfName(at, edge);
    isEqual = isEqual && depth > 0 && isInOpenName(at, end, compared);
    compared += end - at;
    if (end >= edge) return end;
    at = end;
  }
  const byte = load<u8>(at);
  if (byte == 0x3e) {
    if (!isEqual || depth == 0 || compared != openNameLength()) return fail(WRONG_END_TAG, at);
    closeElement(at);
    state = TEXT;
  } else if (isSpace(byte)) state = END_TAG_SPACE;
  else return fail(BAD_END_TAG, at);
  return at + 1;
}

/** A fault at the character at `at`; what has become too large is told first. */
function fail(code: i32, at: usize): usize {
  return i32(at + widthAt(at)) > wall ? failSize() : failAt(code, lineAt(at));
}

function failAt(code: i32, line: i32): usize {
  fault = code;
  faultLine = line;
  return 0;
}

function failEntity(): usize {
  return failAt(BAD_ENTITY, entityStart == 0 ? entityLine : lineAt(entityStart));
}

function failSize(): usize {
  return depth > 1 ? failAt(LARGE_RECORD, lineOfElement(1)) : failAt(LARGE_UNTAGGED, lineOfUntagged());
}

/** The line of the fault: where it begins, or where that begins which is too large. */
export function xml_line(): i32 {
  return faultLine;
}

/** The line on which the innermost element begins that is not closed; 0 when there is none. After the end. */
export function xml_openLine(): i32 {
  if (depth == 0) return 0;
  return state == TAG_NAME ? lineAt(INPUT - cut) : lineOfElement(depth - 1);
}

/** After the end. */
export function xml_lastLine(): i32 {
  const line = lineAt(INPUT - cut);
  return line > 1 && lastByte == 0x0a ? line - 1 : line;
}

export function xml_records(): i32 {
  return records;
}

export function xml_deepest(): i32 {
  return deepest;
}

/** Where the name of the root lies, or its beginning. */
export function xml_root(): usize {
  return ROOT;
}

export function xml_rootLength(): i32 {
  return rootLength;
}
