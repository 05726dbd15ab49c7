// Makes the one bash script that runs all phases of a build, and reads the marks that it leaves.
import type { Buildspec, Phase } from './buildspec.ts';

/** The script keeps what it has to tell in this folder. */
export interface ScriptPlaces {
  /** Absolute. */
  notes: string;
  /** Folder to begin in. */
  source: string;
  /** Moved to `kept` at the ordinary end, so that only an interrupted build is removed by its supervisor. */
  work: string;
  kept: string;
}

/**
 * The script: every command is evaluated in this one shell, so that folders, variables and functions last.
 * `exit` in a command ends the command, not the build: the trap goes on in the same process, behind that command.
 */
export function buildScript(spec: Buildspec, places: ScriptPlaces): string {
  const steps = spec.phases.flatMap(stepsOf);
  return [
    PRELUDE,
    `__notes=${quote(places.notes)} __exported=${quote(spec.exportedVariables.join(' '))}`,
    `echo $$ > "$__notes/pid"`,
    `[ "$__at" = 0 ] && cd ${quote(places.source)}`,
    ...spec.phases.flatMap((phase) => phaseLines(phase, steps)),
    '__note end "$CODEBUILD_BUILD_SUCCEEDING"',
    'trap - EXIT',
    `cd / && mv ${quote(places.work)} ${quote(places.kept)}`,
    '',
  ].join('\n');
}

interface Step {
  phase: Phase;
  kind: 'main' | 'finally';
  command: string;
}

const stepsOf = (phase: Phase): Step[] => [
  ...phase.commands.map((command) => ({ phase, kind: 'main' as const, command })),
  ...phase.finally.map((command) => ({ phase, kind: 'finally' as const, command })),
];

/** All commands in the order of the script; the marks count them from 1. */
export function commandsOf(spec: Buildspec): string[] {
  return spec.phases.flatMap(stepsOf).map(({ command }) => command);
}

/** POST_BUILD follows a failed BUILD; after a failed INSTALL or PRE_BUILD nothing does ("Build phase transitions"). */
function goesOnAfterFailure({ name, onFailure }: Phase): boolean {
  return onFailure.kind === 'DEFAULT' ? name === 'build' : onFailure.kind === 'CONTINUE';
}

function phaseLines(phase: Phase, steps: readonly Step[]): string[] {
  const name = phase.name.toUpperCase();
  const lines = steps.flatMap(({ phase: { name: owner }, kind, command }, index) =>
    owner === phase.name
      ? [`if __step ${index + 1} ${kind} ${quote(command)}; then eval "$__text"; __done $?; fi </dev/null`]
      : [],
  );
  return [`__open ${name}`, ...lines, `__close ${name} ${goesOnAfterFailure(phase) ? 'go-on' : 'abort'}`];
}

// Names beginning with two underscores are ours; none is exported, so that commands see nothing of them. What must outlive
// the `exec` in __left stands in __resume for a moment. Works with bash 3.2, which macOS has.
const PRELUDE = String.raw`# Made from the buildspec.
IFS='|' read -r __at __phase __failed __aborted __opened <<< "${'$'}{__resume:-0||||}"
unset __resume __begun
__time() { local now=${'$'}{EPOCHREALTIME:-$(date +%s)}; echo "${'$'}{now/,/.}"; }
__say() { echo "[Container] $(date '+%Y/%m/%d %H:%M:%S') $*"; }
__note() { printf '%s\t' "$@" >> "$__notes/marks"; echo "$(__time)" >> "$__notes/marks"; }
__open() {
  case " $__aborted$__opened " in *" aborted "* | *" $1 "*) return 0 ;; esac
  __opened="$__opened $1" __phase=$1 __failed=
  __say "Entering phase $1"
}
__step() {
  [ "$1" -gt "$__at" ] && [ ! "$__aborted" ] || return 1
  [ ! "$__failed" ] || [ "$2" = finally ] || return 1
  __at=$1 __text=$3
  __say "Running command $3"
  __begun=$(__time)
}
__done() {
  __note command "$__at" "$__phase" "$1" "$__begun"
  __begun=
  for __name in $__exported; do printf '%s' "${'$'}{!__name-}" > "$__notes/variable-$__name"; done
  [ "$1" -ne 0 ] || return 0
  __failed=failed
  export CODEBUILD_BUILD_SUCCEEDING=0
  __say "Command did not exit successfully: exit status $1"
}
__close() {
  [ "$__phase" = "$1" ] || return 0
  if [ "$__failed" ]; then __say "Phase complete: $1 State: FAILED"; else __say "Phase complete: $1 State: SUCCEEDED"; fi
  if [ "$__failed" ] && [ "$2" = abort ]; then __aborted=' aborted'; fi
  __phase= __failed=
}
__left() {
  if [ "${'$'}{__begun-}" ]; then __done "$1"; fi
  export __resume="$__at|$__phase|$__failed|$__aborted|$__opened"
  exec "$BASH" "$0"
}
trap '__left $?' EXIT
trap 'trap - EXIT; exit 143' TERM INT HUP`;

/** A word for bash, whatever it holds. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

export interface Mark {
  /** Number of the command. */
  serial: number;
  phase: string;
  exitCode: number;
  seconds: number;
}

/** What the script noted. `isWhole`: it came to its ordinary end. */
export function readMarks(text: string): { marks: Mark[]; isWhole: boolean; succeeded: boolean } {
  const lines = text.split('\n').map((line) => line.split('\t'));
  const marks = lines.flatMap(([kind, serialText, phase = '', exitCode, begun, ended]) =>
    kind === 'command'
      ? [
          {
            serial: Number(serialText),
            phase,
            exitCode: Number(exitCode),
            seconds: Number(ended) - Number(begun),
          },
        ]
      : [],
  );
  const end = lines.find(([kind]) => kind === 'end');
  return { marks, isWhole: end !== undefined, succeeded: end?.[1] === '1' };
}
