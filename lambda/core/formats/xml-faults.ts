// What is wrong with an XML file, in words that repeat nothing of the file.

// What kernels/xml.ts returns; 6 is the early end, which only `xml_end` tells.
export const LARGE_RECORD = 1;
export const LARGE_UNTAGGED = 2;
export const TOO_DEEP = 3;
export const MANY_ATTRIBUTES = 4;
export const DOCTYPE = 5;
export const BAD_ENTITY = 10;

/** Faults from here on are told as "Line … is not well-formed: …". */
const FIRST_WITH_WORDS = 7;
const WORDS = [
  'a character that XML does not allow',
  'text outside the root element',
  'a second root element',
  'an ampersand that begins neither &amp; &lt; &gt; &quot; &apos; nor the number of a character',
  ']]> in text, where the last character must be written as &gt;',
  'a less-than sign or a slash that does not belong to a tag; a less-than sign in text is written as &lt;',
  'a declaration that is neither a comment nor a CDATA section',
  'two hyphens inside a comment',
  'a processing instruction without a proper target',
  'an XML declaration that is not at the beginning of the file',
  'something in a tag that is not an attribute with space before it: a name, an equals sign and a value in quotes',
  'a less-than sign in the value of an attribute, where it must be written as &lt;',
  'an attribute that its element has already',
  'an end tag that does not end as it must',
  'an end tag that does not match the element that is open',
];

export const BAD_DECLARATION = 'the XML declaration is not as it must be';

/** What the fault is; undefined for those that have sentences of their own. */
export const wordsOf = (fault: number): string | undefined => WORDS[fault - FIRST_WITH_WORDS];
