// Between two characters of XML the scanner is in one of these states.
// They are named by what has been read.
/** This and the next two go on at the next of < > & " ' at the earliest. */
export const TEXT: i32 = 0;
export const CDATA: i32 = 1;
export const VALUE: i32 = 2;
export const ENTITY: i32 = 3;
export const LESS: i32 = 4;
export const LESS_BANG: i32 = 5;
export const COMMENT: i32 = 6;
export const COMMENT_DASH: i32 = 7;
export const COMMENT_DASHES: i32 = 8;
export const LESS_QUESTION: i32 = 9;
export const TARGET: i32 = 10;
export const INSTRUCTION: i32 = 11;
export const INSTRUCTION_QUESTION: i32 = 12;
export const TAG_NAME: i32 = 13;
export const TAG_SLASH: i32 = 14;
export const TAG_SPACE: i32 = 15;
export const ATTRIBUTE_NAME: i32 = 16;
export const ATTRIBUTE_SPACE: i32 = 17;
export const EQUALS: i32 = 18;
export const VALUE_END: i32 = 19;
export const END_TAG: i32 = 20;
export const END_TAG_SPACE: i32 = 21;
