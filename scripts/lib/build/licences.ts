// Collects the licence texts of everything that a bundle contains: their licences ask to be passed on with the code.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

interface PackageNotice {
  /** name@version (licence id) */
  title: string;
  text: string;
}

const PACKAGE_FOLDER = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
const LICENCE_FILE = /^(licen[cs]e|copying|notice)/i;

/** Folders of the packages that these files belong to, sorted. */
export function packageFoldersOf(files: Iterable<string>): string[] {
  const folders = new Set<string>();
  for (const file of files) {
    const folder = PACKAGE_FOLDER.exec(file)?.[0];
    if (folder !== undefined) folders.add(folder);
  }
  return [...folders].sort();
}

async function readNotice(folder: string): Promise<PackageNotice> {
  const about = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
  };
  const files = await licenceFiles(folder);
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const text = texts.map((part) => part.replaceAll('\r\n', '\n').trim()).join('\n\n');
  return {
    title: `${about.name}@${about.version} (${about.license ?? 'licence not stated'})`,
    text: text || 'The package carries no licence text of its own.',
  };
}

/** Also those in a folder of that name: the texts of what a package has taken over from others. */
async function licenceFiles(folder: string): Promise<string[]> {
  const entries = (await readdir(folder, { withFileTypes: true })).filter(({ name }) =>
    LICENCE_FILE.test(name),
  );
  const inFolders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  const others = await Promise.all(
    inFolders.map(async (inner) => (await readdir(inner)).map((name) => join(inner, name))),
  );
  const own = entries.filter((entry) => entry.isFile()).map(({ name }) => join(folder, name));
  return [...own, ...others.flat()].sort();
}

/**
 * One document: packages with the same text are named together above it (a bundle holds dozens of packages of one owner),
 * followed by the licence comments that the compiler found in the code.
 */
export async function licenceDocument(
  root: string,
  files: Iterable<string>,
  comments: string[],
): Promise<string> {
  const notices = await Promise.all(packageFoldersOf(files).map((folder) => readNotice(join(root, folder))));
  const titlesOf = new Map<string, string[]>();
  for (const { title, text } of notices) titlesOf.set(text, [...(titlesOf.get(text) ?? []), title]);
  const sections = [...titlesOf].map(([text, titles]) => `${titles.join('\n')}\n\n${text}`);
  const found = [...new Set(comments.map((comment) => comment.trim()))].sort();
  if (found.length > 0) sections.push(`Comments in the code\n\n${found.join('\n\n')}`);
  return sections.join(`\n\n${'-'.repeat(80)}\n\n`) + '\n';
}
