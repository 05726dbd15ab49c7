// What can be wrong with an XML file, and how it is kept: the first fault ends the reading. All functions return 0.
import { widthAt } from './xml-bytes';
import { depth, lineAt, lineOfElement, lineOfUntagged, wall } from './xml-elements';

// What `xml_scan` and `xml_end` return; lambda/core/formats/xml-faults.ts has the same numbers.
export const LARGE_RECORD: i32 = 1;
export const LARGE_UNTAGGED: i32 = 2;
export const TOO_DEEP: i32 = 3;
export const MANY_ATTRIBUTES: i32 = 4;
export const DOCTYPE: i32 = 5;
export const ENDS_EARLY: i32 = 6;
export const FORBIDDEN_CHARACTER: i32 = 7;
export const STRAY_TEXT: i32 = 8;
export const SECOND_ROOT: i32 = 9;
export const BAD_ENTITY: i32 = 10;
export const CDATA_END_IN_TEXT: i32 = 11;
export const BAD_TAG: i32 = 12;
export const BAD_DECLARATION: i32 = 13;
export const BAD_COMMENT: i32 = 14;
export const BAD_INSTRUCTION: i32 = 15;
export const LATE_XML_DECLARATION: i32 = 16;
export const BAD_ATTRIBUTE: i32 = 17;
export const LESS_IN_ATTRIBUTE: i32 = 18;
export const TWICE_ATTRIBUTE: i32 = 19;
export const BAD_END_TAG: i32 = 20;
export const WRONG_END_TAG: i32 = 21;

export let fault: i32 = 0;
/** Where the fault begins, or where that begins which is too large. */
export let faultLine: i32 = 0;

export function resetFault(): void {
  fault = 0;
}

/** A fault at the character at `at`; what has become too large is told first. */
export function fail(code: i32, at: usize): usize {
  return i32(at + widthAt(at)) > wall ? failSize() : failAt(code, lineAt(at));
}

export function failAt(code: i32, line: i32): usize {
  fault = code;
  faultLine = line;
  return 0;
}

export function failSize(): usize {
  return depth > 1 ? failAt(LARGE_RECORD, lineOfElement(1)) : failAt(LARGE_UNTAGGED, lineOfUntagged());
}
