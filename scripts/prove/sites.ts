// All calls to the outside that the core makes, read from its source: a call that no schedule reaches shows as a gap in the coverage.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { canBeHit, END, KINDS, type Kind } from './request.ts';

const CALL =
  /\b(?:table|objects|reports|notices|queue|fileMessages|deadLetters|parkedMessages|versions|knownRows|index|passRecord|run)\s*\.(get|count|open|listVersions|putIfAbsent|head|putIfMatch|publish|changeVisibility|send|receive|delete|park|page|existing|take|store|measure)\(/g;
/** The table is not among them: its writes are known by their steps. */
const ORDER_CALL =
  /(?:\bstaging|#object|\borderIds|\bnormalized|\bevents)\s*\.(write|complete|abort|read|find|copy|publish)\(/g;
const STEP = /\bstep: '([a-z-]+)'/g;
/** The readers stand behind a port; functions that only tell of results have fault tests of their own. They are not what is proven. */
const NOT_PROVEN = /^(formats|slack|daily-report|digest)\/(?!minutes\.ts$)/;
const READS = new Set(['get', 'open', 'listVersions', 'head', 'measure', 'page', 'existing', 'read', 'find']);

/** Every cell `site | kind` that a full proof must have tried. A read has no effect, so before and after it are one kind. */
export function expectedCells(core: string): Set<string> {
  const cells = new Set<string>([`${END} | crash before`]);
  for (const file of sourcesIn(core)) {
    const text = readFileSync(file, 'utf8');
    const add = (site: string, kinds: readonly Kind[]) =>
      kinds.forEach((kind) => cells.add(`${site} | ${kind}`));
    for (const { 1: name = '', index } of [...text.matchAll(CALL), ...text.matchAll(ORDER_CALL)])
      add(`${relative(core, file)}:${lineAt(text, index)} ${name}`, kindsOf(name));
    for (const { 1: step } of text.matchAll(STEP)) add(`step ${step}`, kindsOf('write'));
  }
  return cells;
}

function kindsOf(name: string): readonly Kind[] {
  return KINDS.filter((kind) => canBeHit({ method: name, name, isRead: READS.has(name) }, kind));
}

function sourcesIn(core: string): string[] {
  return readdirSync(core, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !NOT_PROVEN.test(path))
    .map((path) => join(core, path))
    .sort();
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
