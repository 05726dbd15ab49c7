// Glob patterns as CodePipeline documents them for trigger filters, and as CodeBuild uses them for artifacts.

export interface GlobOptions {
  /** Whether a leading or inner `**` with its slash may stand for no folder at all: so in buildspecs, not in triggers. */
  folderIsOptional: boolean;
}

/** Makes the regular expression of a pattern: `*` and `?` stay within one folder, `**` does not; `{a,b}`, `[a-z]`, `[!a]`, `\x`. */
export function compileGlob(pattern: string, { folderIsOptional }: GlobOptions): RegExp {
  let source = '';
  let groups = 0;
  for (let at = 0; at < pattern.length;) {
    const [piece, length] = nextPiece(pattern.slice(at), { folderIsOptional, isInGroup: groups > 0 });
    if (piece === '(?:') groups += 1;
    if (piece === ')') groups -= 1;
    source += piece;
    at += length;
  }
  return new RegExp(`^${source}$`, 's');
}

interface Position extends GlobOptions {
  isInGroup: boolean;
}

/** A piece of the regular expression and how many characters of the pattern it stands for. */
function nextPiece(rest: string, { folderIsOptional, isInGroup }: Position): [string, number] {
  if (folderIsOptional && rest.startsWith('**/')) return ['(?:.*/)?', 3];
  if (rest.startsWith('**')) return ['.*', 2];
  const bracket = /^\[(!?)((?:[^\]\\]|\\.)+)\]/.exec(rest);
  if (bracket) return [classOf(bracket), bracket[0].length];
  if (rest.startsWith('\\') && rest.length > 1) return [escape(rest.charAt(1)), 2];
  const first = rest.charAt(0);
  return [SIMPLE[first] ?? (isInGroup ? IN_GROUP[first] : undefined) ?? escape(first), 1];
}

const SIMPLE: Record<string, string> = { '*': '[^/]*', '?': '[^/]', '{': '(?:' };
const IN_GROUP: Record<string, string> = { ',': '|', '}': ')' };

/** `[a-z]` or `[!a-z]`, which never stand for a slash. */
function classOf([, negation, characters = '']: readonly (string | undefined)[]): string {
  return `(?!/)[${negation ? '^' : ''}${characters.replace(/[[^]/g, '\\$&')}]`;
}

const escape = (character: string) => character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
