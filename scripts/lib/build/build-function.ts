// From the source of one function to the zip that Lambda gets, named by its content.
import { createHash } from 'node:crypto';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../user-error.ts';
import { bundleFunction } from './bundle.ts';
import { zipFiles } from './zip.ts';

export interface BuiltFunction {
  name: string;
  zip: Uint8Array;
  /** SHA-256 of the zip, hexadecimal: the name it is stored under. */
  sha256Hex: string;
  /** The same in base64: what Lambda calls CodeSha256. */
  sha256Base64: string;
  coldStartInBytes: number;
  totalInBytes: number;
  files: number;
}

/** Where the handler of a function lives. */
export function handlerPath(name: string): string {
  return `lambda/handlers/${name}.ts`;
}

/** Compiles and zips one function; the same source and packages give the same bytes, in whatever folder. `entry` is relative to the root. */
export async function buildFunction(
  root: string,
  name: string,
  entry = handlerPath(name),
): Promise<BuiltFunction> {
  await access(join(root, entry)).catch(() => {
    throw new UserError(
      `There is no function "${name}": ${entry} does not exist; look into lambda/handlers for the names.`,
    );
  });
  const { files, coldStartInBytes, totalInBytes } = await bundleFunction({ root, name, entry });
  const zip = zipFiles(files);
  const digest = createHash('sha256').update(zip).digest();
  return {
    name,
    zip,
    sha256Hex: digest.toString('hex'),
    sha256Base64: digest.toString('base64'),
    coldStartInBytes,
    totalInBytes,
    files: files.size,
  };
}

/** Writes dist/<name>.zip and returns its path. */
export async function writeZip(root: string, { name, zip }: BuiltFunction): Promise<string> {
  const folder = join(root, 'dist');
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${name}.zip`);
  await writeFile(path, zip);
  return path;
}

const inKb = (bytes: number) => `${Math.round(bytes / 1024)} KB`;

/** One line about a build. */
export function describeBuild(built: BuiltFunction): string {
  return (
    `${built.name}: ${inKb(built.zip.length)} zip, ${inKb(built.coldStartInBytes)} of code at cold start, ` +
    `${inKb(built.totalInBytes)} in all (${built.files} files), sha256 ${built.sha256Hex}`
  );
}
