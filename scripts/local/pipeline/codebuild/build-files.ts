// Takes files out of a finished build: artifacts and reports, by the patterns of the buildspec.
import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { compileGlob } from '../glob.ts';
import type { ArtifactRule } from './buildspec.ts';

/** Relative paths below the folder that fit one pattern and no exclude, in order. Throws when the folder is missing. */
export function chooseFiles(
  folder: string,
  patterns: readonly string[],
  excludes: readonly string[],
): string[] {
  const compile = (list: readonly string[]) =>
    list.map((pattern) => compileGlob(pattern.replace(/^\.\//, ''), { folderIsOptional: true }));
  const wanted = compile(patterns);
  const unwanted = compile(excludes);
  return filesBelow(folder)
    .filter(
      (file) =>
        wanted.some((pattern) => pattern.test(file)) && !unwanted.some((pattern) => pattern.test(file)),
    )
    .sort();
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

/** Copies what the rule chooses. Throws with CodeBuild's sentence when there is nothing. */
export function collectArtifact(rule: ArtifactRule, source: string, target: string): number {
  const folder = resolve(source, rule.baseDirectory);
  if (!existsSync(folder) || !lstatSync(folder).isDirectory()) {
    throw new Error(`no matching base directory path found for ${rule.baseDirectory}`);
  }
  const files = chooseFiles(folder, rule.files, rule.excludes);
  if (files.length === 0) throw new Error(`no matching artifact paths found for ${rule.files.join(', ')}`);
  for (const file of files) {
    const place = join(target, rule.discardPaths ? basename(file) : file);
    mkdirSync(dirname(place), { recursive: true });
    cpSync(join(folder, file), place, { verbatimSymlinks: true });
  }
  return files.length;
}
