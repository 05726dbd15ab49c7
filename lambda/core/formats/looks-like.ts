// Tells whether a text is plainly JSON or XML, such that no honest CSV is taken for one of them.
// A CSV header may begin with a bracket (`[id],[name]`, `{a},b`, `<id>;<name>`). What no well-formed CSV can begin with is a quote inside
// a field that was not opened by it, and that is how JSON keys, JSON strings and XML attributes begin.

const STRING = '"(?:[^"\\\\]|\\\\.)*"';
/** `{"key":`, also as the first element of arrays. */
const JSON_OBJECT = new RegExp(`^\\s*(?:\\[\\s*)*\\{\\s*${STRING}\\s*:`, 's');
/** `["text",` or `["text"]`. */
const JSON_STRINGS = new RegExp(`^\\s*(?:\\[\\s*)+${STRING}\\s*[,\\]]`, 's');
/** Brackets and numbers and nothing else, as far as the head goes. */
const JSON_NUMBERS = /^\s*\[(?:[\s\d.,eE+\-[\]]|true|false|null)*$/;
const JSON_EMPTY = /^\s*(?:\[\s*\]|\{\s*\})\s*$/;

/** `text` is the beginning of the file, without byte order mark. */
export function looksLikeJson(text: string): boolean {
  if (JSON_OBJECT.test(text) || JSON_STRINGS.test(text) || JSON_EMPTY.test(text)) return true;
  return JSON_NUMBERS.test(text) && /\d|[a-z]/.test(text) && rootsFollowEachOther(text);
}

/** False when something other than another bracket follows the bracket that closes the first: `[1],[2]` is a CSV header, `[1]\n[2]` JSON. */
function rootsFollowEachOther(text: string): boolean {
  let depth = 0;
  for (const char of text) {
    if (char === '[') depth += 1;
    else if (depth === 0 && /\S/.test(char)) return false;
    else if (char === ']') depth -= 1;
  }
  return true;
}

/** Constructs that no CSV begins with. */
const XML_PROLOG = /^\s*<(?:\?xml\s|!--|!DOCTYPE\s)/i;
const XML_NAME = '[A-Za-z_:\\x80-\\xff][\\w:.\\-\\x80-\\xff]*';
const XML_ATTRIBUTE = new RegExp(`^\\s*<${XML_NAME}\\s+${XML_NAME}\\s*=\\s*["']`);
const XML_EMPTY = new RegExp(`^\\s*<${XML_NAME}\\s*/>\\s*(?:<|$)`);
/** A start tag that no delimiter follows, as one would in a header of CSV. */
const XML_TAG = new RegExp(`^\\s*<(${XML_NAME})\\s*>(?!\\s*[,;|])`);

/** `text` is the beginning of the file, without byte order mark, with one character a byte. */
export function looksLikeXml(text: string): boolean {
  if (XML_PROLOG.test(text) || XML_ATTRIBUTE.test(text) || XML_EMPTY.test(text)) return true;
  return XML_TAG.test(text) && /<\/[^>]|\/>/.test(text);
}
