// The wildcards of IAM: `*` is any text, `?` any one character.

/** A pattern that takes exactly the texts that IAM takes; `i` for names of actions, which have no case. */
export function globPattern(glob: string, flags: '' | 'i' = ''): RegExp {
  const source = glob
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, `s${flags}`);
}

/** One step of a text that a pattern describes. */
interface Step {
  /** A character, or a class of them. */
  takes: string | RegExp;
  isRepeated: boolean;
}

const ANY = /^/;
/** What stands in an ARN for a name: at least one character, none that ends a part. */
const OF_A_NAME = /^[^:/]/;

/** Names that may hold the signs that end other names. */
const IS_LONG_NAME = /ObjectName|WithPath|LogGroupName|LogStreamName|LeadingSlash|SecretId|Key$/;

function stepsOfGlob(glob: string): Step[] {
  return [...glob].map((sign) =>
    sign === '*' || sign === '?'
      ? { takes: ANY, isRepeated: sign === '*' }
      : { takes: sign, isRepeated: false },
  );
}

function stepsOfFormat(format: string): Step[] {
  return format.split(/(\$\{\w+\})/).flatMap((part) => {
    const name = /^\$\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined) return stepsOfGlob(part);
    const takes = IS_LONG_NAME.test(name) ? ANY : OF_A_NAME;
    return [
      { takes, isRepeated: false },
      { takes, isRepeated: true },
    ];
  });
}

function goTogether(a: Step, b: Step): boolean {
  if (typeof a.takes === 'string')
    return typeof b.takes === 'string' ? a.takes === b.takes : b.takes.test(a.takes);
  return typeof b.takes !== 'string' || a.takes.test(b.takes);
}

/** Whether some ARN of this format, such as `arn:${Partition}:s3:::${BucketName}`, is one that the glob takes. */
export function canName(glob: string, format: string): boolean {
  const [left, right] = [stepsOfGlob(glob), stepsOfFormat(format)];
  const tried = new Set<number>();
  const meet = (i: number, j: number): boolean => {
    const state = i * (right.length + 1) + j;
    if (tried.has(state)) return false;
    tried.add(state);
    if (i === left.length && j === right.length) return true;
    return next(left[i], right[j]).some(([di, dj]) => meet(i + di, j + dj));
  };
  return meet(0, 0);
}

/** Where the two can be after this: a repeated step may end, and a character that both take may come. */
function next(a: Step | undefined, b: Step | undefined): [number, number][] {
  const ends: [number, number][] = [];
  if (a?.isRepeated) ends.push([1, 0]);
  if (b?.isRepeated) ends.push([0, 1]);
  if (a && b && goTogether(a, b)) ends.push([a.isRepeated ? 0 : 1, b.isRepeated ? 0 : 1]);
  return ends;
}
