// What is promised about speed: every figure by name, its floor and its target. One place, so that the benchmark, its JSON and its help agree.

type Better = 'higher' | 'lower';

export interface Goal {
  better: Better;
  /** Beyond it the command fails. Where lower is better this is the largest value allowed. */
  floor: number;
  target: number;
  /** For --help and the table: what the value is. */
  what: string;
}

const higher = (floor: number, target: number, what: string): Goal => ({
  better: 'higher',
  floor,
  target,
  what,
});
const lower = (floor: number, target: number, what: string): Goal => ({
  better: 'lower',
  floor,
  target,
  what,
});

const cpu = (format: string) =>
  `processor time of GET over TLS and processing ${format}, over that of the SDK's GET thrown away`;
const path = (format: string, library: string) =>
  `processor time of GET over TLS and processing ${format} with ${library}, over that with the kernel`;
const speed = (what: string) => `MB/s of ours over ${what}`;

export const GOALS = {
  'cpu-get-process-over-discard-text': lower(1.3, 1.05, cpu('text')),
  'cpu-get-process-over-discard-csv': lower(1.6, 1.25, cpu('CSV')),
  'cpu-get-process-over-discard-xml': lower(1.8, 1.35, cpu('XML')),
  'cpu-get-process-over-discard-json': lower(1.9, 1.4, cpu('a JSON array')),
  'cpu-get-process-over-discard-ndjson': lower(2.1, 1.4, cpu('NDJSON')),
  'whole-path-text-vs-readline': higher(3, 5, path('text', 'readline, which checks nothing,')),
  'whole-path-csv-vs-library': higher(3, 12, path('CSV', 'csv-parse')),
  'whole-path-xml-vs-library': higher(3, 6, path('XML', 'saxes')),
  'whole-path-json-vs-library': higher(3, 4, path('a JSON array', "stream-json's verifier")),
  'whole-path-ndjson-vs-library': higher(3, 4, path('NDJSON', 'JSON.parse of every line')),
  'text-vs-readline': higher(14, 22, speed('readline and a split of every line; lines and words')),
  'text-vs-python': higher(30, 50, speed("Python's read, decode, splitlines, split")),
  'text-vs-wc-lw': higher(6, 10, speed('wc -lw, its start included')),
  'csv-vs-csv-parse': higher(40, 65, speed('csv-parse, rows as objects, number of columns checked')),
  'csv-vs-udsv': higher(5, 9, speed('udsv, rows as arrays, number of columns checked')),
  'json-array-vs-stream-json': higher(20, 35, speed("stream-json's streamArray")),
  'json-array-vs-json-parse': higher(6, 12, speed('JSON.parse of the whole file')),
  'json-array-vs-python': higher(15, 25, speed("Python's json.load of the whole file")),
  'ndjson-vs-readline-json-parse': higher(4.5, 10, speed('readline and JSON.parse of every line')),
  'ndjson-vs-python': higher(8, 16, speed("Python's json.loads of every line")),
  'xml-vs-saxes': higher(7, 11, speed('saxes')),
  'xml-vs-iterparse': higher(15, 25, speed("Python's ElementTree.iterparse")),
  'gzip-count-vs-gunzip-readline': higher(3, 4.5, speed('createGunzip and readline; lines and words')),
  'gzip-count-vs-gunzip': higher(1.6, 2.4, speed('createGunzip alone, which counts nothing')),
  'rss-growth-in-mb': lower(
    24,
    8,
    'peak memory of the large object less that of the small one, over TLS, worst format',
  ),
  'rss-peak-in-mb': lower(160, 128, 'peak memory of the large object, over TLS, worst format'),
  'bundle-entry-in-kb': lower(
    300,
    260,
    'file that process-file starts with, WebAssembly included; what it shares with lazy parts is in the total',
  ),
  'bundle-total-in-kb': lower(
    700,
    600,
    'all code of process-file but the PDF library, which is loaded when a PDF comes',
  ),
  'first-file-bundled-over-not-bundled': lower(
    0.8,
    0.6,
    'start of the process to its first finished file, bundled over not bundled',
  ),
} satisfies Record<string, Goal>;

export type GoalName = keyof typeof GOALS;

/** One figure, or why there is none. */
export type Outcome = { name: GoalName } & ({ value: number } | { refused: string });

/** As in the JSON file. */
export interface Ratio extends Omit<Goal, 'what'> {
  name: GoalName;
  value: number;
}

export type Standing = 'target' | 'above floor' | 'BELOW FLOOR';

/** Whether a value is at least as good as a bound. */
function reaches(value: number, bound: number, better: Better): boolean {
  // Not a number reaches nothing.
  return better === 'higher' ? value >= bound : value <= bound;
}

export function standingOf(name: GoalName, value: number): Standing {
  const { better, floor, target } = GOALS[name];
  if (!reaches(value, floor, better)) return 'BELOW FLOOR';
  return reaches(value, target, better) ? 'target' : 'above floor';
}

/** The figures that exist, in the order of the goals. */
export function ratiosOf(outcomes: readonly Outcome[]): Ratio[] {
  const names = Object.keys(GOALS) as GoalName[];
  return outcomes
    .flatMap((outcome) => {
      if (!('value' in outcome)) return [];
      const { better, floor, target } = GOALS[outcome.name];
      return [{ name: outcome.name, value: outcome.value, better, floor, target }];
    })
    .sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
}

/** How many figures are within their floors, and how many are beyond or had to be refused. */
export function judge(outcomes: readonly Outcome[]): { passed: number; failed: number } {
  const good = outcomes.filter(
    (outcome) => 'value' in outcome && standingOf(outcome.name, outcome.value) !== 'BELOW FLOOR',
  );
  return { passed: good.length, failed: outcomes.length - good.length };
}

/** False when a figure is beyond its floor or had to be refused. */
export function isGood(outcomes: readonly Outcome[]): boolean {
  return judge(outcomes).failed === 0;
}

/** The table of goals, for --help. */
export function describeGoals(): string {
  const lines = Object.entries<Goal>(GOALS).map(([name, { better, floor, target, what }]) => {
    const bounds = better === 'higher' ? `at least ${floor}` : `at most ${floor}`;
    return `  ${name}\n      ${bounds}, target ${target}: ${what}`;
  });
  return [
    'Figures, with the floor beyond which the command exits with 1 (the "floor" of the JSON file), and the target.',
    'Where lower is better the floor is the largest value allowed. A figure is refused, which fails too, when its two sides',
    'do not find the same records, lines, words or verdict; it is left out where the machine has no Python or wc.',
    'A part with a figure beyond its floor is measured once more over twice the rounds, and the second figures count.',
    ...lines,
  ].join('\n');
}
