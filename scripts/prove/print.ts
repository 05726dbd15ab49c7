// What `npm run prove` prints.
import type { Hunted } from './hunt.ts';
import type { Proof, SetupResult } from './prove-all.ts';

const clear = () => process.stderr.isTTY && process.stderr.write('\r\u001b[2K');

/** True when the proof stands. */
export function printProof(proof: Proof, wanted: number): boolean {
  clear();
  console.log(
    row([
      'setup',
      'versions',
      'events',
      'deliveries',
      'faults',
      'acts',
      'depth',
      'schedules',
      'exhaustive',
      'seconds',
    ]),
  );
  for (const result of proof.setups) console.log(row(columnsOf(result)));
  for (const cell of proof.missing) console.log(`not tried: ${cell}`);
  for (const { id, broken } of proof.violations) console.log(`violation ${id}: ${broken.join('; ')}`);
  if (proof.violations.length > 0) console.log('See every step with `npm run prove -- --replay ID`.');
  if (proof.schedules < wanted)
    console.log(
      `Only ${proof.schedules} of ${wanted} schedules in ${proof.seconds.toFixed(0)} s; give more time with --seconds N.`,
    );
  const percent = (100 * proof.covered) / proof.expected;
  console.log(
    `${proof.histories} histories of single invocations were run on the real code; ${proof.covered} of ${proof.expected} call sites x fault kinds; ${proof.seconds.toFixed(1)} s`,
  );
  // A gap is never rounded away.
  const shown = percent === 100 ? '100' : Math.min(99.9, percent).toFixed(1);
  console.log(`schedules: ${proof.schedules}, violations: ${proof.violations.length}, coverage: ${shown} %`);
  return proof.violations.length === 0 && percent === 100 && proof.schedules >= wanted;
}

function columnsOf({ setup, schedules, isExhaustive, seconds }: SetupResult): string[] {
  const { name, versions, deliveries, faults, acts, depth } = setup;
  const events = versions.map((version) => version.events).join('+');
  return [
    name,
    String(versions.length),
    events,
    String(deliveries),
    String(faults),
    acts.join('+') || '-',
    depth === Number.POSITIVE_INFINITY ? 'all' : String(depth),
    String(schedules),
    exhaustive(isExhaustive, depth),
    seconds.toFixed(1),
  ];
}

function exhaustive(isExhaustive: boolean, depth: number): string {
  if (!isExhaustive) return 'no';
  return depth === Number.POSITIVE_INFINITY ? 'yes' : 'to depth';
}

const WIDTHS = [16, 9, 7, 11, 7, 32, 6, 10, 11, 7];

function row(columns: readonly string[]): string {
  return columns
    .map((column, at) => column.padEnd(WIDTHS[at] ?? 0))
    .join(' ')
    .trimEnd();
}

/** True when every mutant was killed or is listed with a reason. */
export function printHunt(hunted: readonly Hunted[]): boolean {
  clear();
  for (const { mutant, violation, schedules, seconds } of hunted) {
    const end = violation
      ? `killed by ${violation.id}: ${violation.broken[0]}`
      : (mutant.equivalent ?? 'LIVES');
    console.log(`${mutant.name} (${schedules} schedules, ${seconds.toFixed(1)} s): ${end}`);
  }
  const killed = hunted.filter(({ violation }) => violation).length;
  const listed = hunted.filter(
    ({ mutant, violation }) => !violation && mutant.equivalent !== undefined,
  ).length;
  console.log(`mutants: ${hunted.length}, killed: ${killed}, listed: ${listed}`);
  return killed + listed === hunted.length;
}
