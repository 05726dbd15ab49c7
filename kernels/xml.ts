// XML 1.0, fifth edition, without document types and namespaces: whether it is well-formed, how many elements the root has, how deep it is.
import { INPUT } from './memory';
import { cutBytes, isOfName, isSpace, mark, nextStop, widthAt } from './xml-bytes';
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
  maxAttributes,
  maxDepth,
  lineAt,
  lineOfElement,
  nameLength,
  openElement,
  openNameLength,
  records,
  ROOT,
  rootLength,
  settle,
  wall,
  wholeName,
} from './xml-elements';
import { BAD_NAME, beginReference, GOOD, OPEN, readReference } from './xml-entities';
import {
  BAD_ATTRIBUTE,
  BAD_COMMENT,
  BAD_DECLARATION,
  BAD_END_TAG,
  BAD_ENTITY,
  BAD_INSTRUCTION,
  BAD_TAG,
  CDATA_END_IN_TEXT,
  DOCTYPE,
  ENDS_EARLY,
  FORBIDDEN_CHARACTER,
  LATE_XML_DECLARATION,
  LESS_IN_ATTRIBUTE,
  MANY_ATTRIBUTES,
  SECOND_ROOT,
  STRAY_TEXT,
  TOO_DEEP,
  TWICE_ATTRIBUTE,
  WRONG_END_TAG,
  fail,
  failAt,
  failSize,
  fault,
  faultLine,
  resetFault,
} from './xml-faults';
import { beginPlain, readPlain, special } from './xml-plain';
// prettier-ignore
import { TEXT, CDATA, VALUE, ENTITY, LESS, LESS_BANG, COMMENT, COMMENT_DASH, COMMENT_DASHES, LESS_QUESTION, TARGET, INSTRUCTION, INSTRUCTION_QUESTION, TAG_NAME, TAG_SLASH, TAG_SPACE, ATTRIBUTE_NAME, ATTRIBUTE_SPACE, EQUALS, VALUE_END, END_TAG, END_TAG_SPACE } from './xml-states';

const DASHES: u64 = 0x2d2d;
const XML_WORD: u64 = 0x786d6c;
/** `[CDATA[` and `DOCTYPE`, in halves because the linter counts digits as those of JavaScript. */
const OPEN_CDATA: u64 = (0x5b4344 << 32) | 0x4154415b;
const DOCTYPE_WORD: u64 = (0x444f43 << 32) | 0x54595045;

let state: i32 = TEXT;
let hasRoot: bool = false;
/** The last bytes of the block before, if they wait for this one: the rightmost `cut` of these four. */
let cutOff: u32 = 0;
let cut: usize = 0;
let lastByte: u32 = 0;

/** How many stand right before this place in a text or a CDATA section. */
let brackets: i32 = 0;
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
  beginElements(depthLimit, attributeLimit, recordLimit);
  state = TEXT;
  hasRoot = false;
  resetFault();
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
    if (readReference(0x3b) == BAD_NAME) failReference(BAD_NAME, INPUT);
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
  beginPlain();
  nameStart = start;
  const bad = mark(start, end);
  let at = start;
  let from = start;
  while (at < bad && (i32(at) < wall || state == ENTITY)) {
    if (state == TEXT && depth > 0 && brackets == 0 && at >= from) {
      at = readPlain(at, bad);
      from = special;
    }
    const edge = usize(min(i32(bad), wall));
    if (state <= VALUE && depth > 0) at = max(at, min(nextStop(at), edge) - 2);
    if (at < edge || state == ENTITY) at = step(at);
    if (fault != 0) return fault;
  }
  if (at < bad || (state != ENTITY && i32(bad) > wall)) failSize();
  else if (bad < end) fail(FORBIDDEN_CHARACTER, bad);
  else pause(end);
  return fault;
}

/** Keeps what the next block will need of this one. */
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

/** Reads the character at `at`; returns where to go on. */
function step(at: usize): usize {
  const byte: u32 = load<u8>(at);
  const next = at + widthAt(at);
  if (state >= TAG_NAME) return state >= END_TAG ? stepEndTag(byte, at, next) : stepTag(byte, at, next);
  return state >= LESS ? stepMarkup(byte, at, next) : stepText(byte, at, next);
}

/** Brackets are counted for `]]>`. */
function stepText(byte: u32, at: usize, next: usize): usize {
  if (state == ENTITY) return stepEntity(byte, next);
  const isEnd = byte == 0x3e && brackets > 1;
  brackets = byte == 0x5d ? brackets + 1 : 0;
  if (state == VALUE) return stepValue(byte, at, next);
  if (state == CDATA) {
    if (isEnd) state = TEXT;
    return next;
  }
  if (byte == 0x3c) {
    tagStart = i32(at);
    state = LESS;
  } else if (depth == 0) {
    if (!isSpace(byte)) return fail(STRAY_TEXT, at);
    brackets = 0;
  } else if (byte == 0x26) ampersand(at);
  else if (isEnd) return fail(CDATA_END_IN_TEXT, at);
  return next;
}

function stepValue(byte: u32, at: usize, next: usize): usize {
  brackets = 0;
  if (byte == 0x26) ampersand(at);
  else if (byte == 0x3c) return fail(LESS_IN_ATTRIBUTE, at);
  else if (byte == quote) {
    state = VALUE_END;
    if (attributeCount > maxAttributes) return failAt(MANY_ATTRIBUTES, lineOfElement(depth - 1));
  }
  return next;
}

function ampersand(at: usize): void {
  stateAroundEntity = state;
  state = ENTITY;
  entityStart = at;
  beginReference();
}

function stepEntity(byte: u32, next: usize): usize {
  // Of the bytes of a wide character, which no reference has, one will do.
  const read = readReference(byte);
  if (read == GOOD) state = stateAroundEntity;
  else if (read != OPEN) failReference(read, next);
  return next;
}

/** Comments, instructions, and how tags, declarations and sections begin. */
function stepMarkup(byte: u32, at: usize, next: usize): usize {
  switch (state) {
    case LESS:
      beginWord();
      if (byte == 0x2f) {
        state = END_TAG;
        compared = 0;
        isEqual = depth > 0;
      } else if (byte == 0x21) state = LESS_BANG;
      else if (byte == 0x3f) state = LESS_QUESTION;
      else if (isOfName(at, false)) {
        state = TAG_NAME;
        nameStart = at;
      } else return fail(BAD_TAG, at);
      return next;
    case LESS_BANG:
      return stepBang(byte, at, next);
    case COMMENT:
      if (byte == 0x2d) state = COMMENT_DASH;
      return next;
    case COMMENT_DASH:
      state = byte == 0x2d ? COMMENT_DASHES : COMMENT;
      return next;
    case COMMENT_DASHES:
      if (byte != 0x3e) return fail(BAD_COMMENT, at);
      state = TEXT;
      return next;
    default:
      return stepInstruction(byte, at, next);
  }
}

function beginWord(): void {
  word = 0;
  wordLength = 0;
}

/** Adds to the word as UTF-16 counts; CR LF is one. */
function addToWord(byte: u32, width: usize): void {
  word = (word << 8) | u64(byte);
  wordLength += width == 4 ? 2 : 1;
}

function stepBang(byte: u32, at: usize, next: usize): usize {
  addToWord(byte, next - at);
  if (wordLength == 2 && word == DASHES) state = COMMENT;
  else if (wordLength >= 7) {
    const isWord = wordLength == 7;
    if (isWord && word == OPEN_CDATA) {
      if (depth == 0) return fail(STRAY_TEXT, at);
      state = CDATA;
    } else return fail(isWord && word == DOCTYPE_WORD && !hasRoot ? DOCTYPE : BAD_DECLARATION, at);
  }
  return next;
}

function stepInstruction(byte: u32, at: usize, next: usize): usize {
  if (state == LESS_QUESTION || state == TARGET) {
    if (isOfName(at, state == TARGET)) {
      state = TARGET;
      addToWord(byte, 1);
      return next;
    }
    if (state == LESS_QUESTION || (byte != 0x3f && !isSpace(byte))) return fail(BAD_INSTRUCTION, at);
    if (wordLength == 3 && word == XML_WORD) return fail(LATE_XML_DECLARATION, at);
    state = INSTRUCTION;
  }
  if (byte == 0x3f) state = INSTRUCTION_QUESTION;
  else if (state == INSTRUCTION_QUESTION) {
    if (byte == 0x3e && wordLength == 3 && (word | 0x202020) == XML_WORD)
      return fail(LATE_XML_DECLARATION, at);
    state = byte == 0x3e ? TEXT : INSTRUCTION;
  }
  return next;
}

/** A state that has read a whole name looks at the character behind it again. */
function stepTag(byte: u32, at: usize, next: usize): usize {
  switch (state) {
    case TAG_NAME:
    case ATTRIBUTE_NAME: {
      if (isOfName(at, true)) return next;
      const name = wholeName(nameStart, at);
      if (state == TAG_NAME) return open(name, at, next);
      addAttribute(name, nameLength);
      state = ATTRIBUTE_SPACE;
      return at;
    }
    case TAG_SPACE:
      if (isOfName(at, false)) {
        state = ATTRIBUTE_NAME;
        nameStart = at;
        return next;
      }
    // Falls through: the end of the tag, or another space.
    case VALUE_END:
      if (byte == 0x3e) return endTag(at, false);
      if (byte == 0x2f) state = TAG_SLASH;
      else if (isSpace(byte)) state = TAG_SPACE;
      else return fail(BAD_ATTRIBUTE, at);
      return next;
    case TAG_SLASH:
      return byte == 0x3e ? endTag(at, true) : fail(BAD_TAG, at);
    case ATTRIBUTE_SPACE:
      if (byte == 0x3d) state = EQUALS;
      else if (!isSpace(byte)) return fail(BAD_ATTRIBUTE, at);
      return next;
    default:
      if (byte == 0x22 || byte == 0x27) {
        quote = byte;
        state = VALUE;
      } else if (!isSpace(byte)) return fail(BAD_ATTRIBUTE, at);
      return next;
  }
}

/** The name of a start tag is through. */
function open(name: usize, at: usize, next: usize): usize {
  if (i32(next) > wall) return failSize();
  openElement(name, nameLength, tagStart);
  beginAttributes();
  if (depth > maxDepth) return failAt(TOO_DEEP, lineAt(at));
  if (hasRoot && depth == 1) return fail(SECOND_ROOT, at);
  hasRoot = true;
  state = VALUE_END;
  return at;
}

/** At the `>` of any tag. */
function endTag(at: usize, isClosed: bool): usize {
  if (hasDuplicate) return fail(TWICE_ATTRIBUTE, at);
  endAttributes();
  if (isClosed) closeElement(at);
  state = TEXT;
  return at + 1;
}

function stepEndTag(byte: u32, at: usize, next: usize): usize {
  if (state == END_TAG) {
    if (isOfName(at, true)) {
      isEqual = isEqual && isInOpenName(at, next - at, compared);
      compared += next - at;
      return next;
    }
    state = END_TAG_SPACE;
  }
  if (byte != 0x3e) return isSpace(byte) ? next : fail(BAD_END_TAG, at);
  if (!isEqual || compared != openNameLength()) return fail(WRONG_END_TAG, at);
  return endTag(at, true);
}

/** A name that nobody knows makes what is behind it too large as well; its ampersand is what to mend. */
function failReference(read: i32, next: usize): void {
  if (read != BAD_NAME && i32(next) > wall) failSize();
  else failAt(BAD_ENTITY, entityStart == 0 ? entityLine : lineAt(entityStart));
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
