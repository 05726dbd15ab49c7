// Downloads the three files of a daily report.
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Clients } from '../clients.ts';
import { UserError } from '../user-error.ts';
import type { FoundReport } from './report-of-day.ts';

/** Paths of what was written. Throws UserError when the folder cannot be written to. */
export async function saveReport(
  { s3 }: Clients,
  { bucketName, keys }: Pick<FoundReport, 'bucketName' | 'keys'>,
  folder: string,
): Promise<string[]> {
  const paths: string[] = [];
  for (const Key of keys) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucketName, Key }));
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    paths.push(await save(join(folder, basename(Key)), bytes));
  }
  return paths;
}

async function save(path: string, bytes: Uint8Array): Promise<string> {
  try {
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, bytes);
    return path;
  } catch (error) {
    throw new UserError(`${path} cannot be written; give another folder with --out.`, { cause: error });
  }
}
