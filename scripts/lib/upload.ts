// Puts files into the artifact bucket under the hash of their content; nothing there is ever written twice.
import { createHash } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { stackNameOf, type Target } from '../stacks.ts';
import type { BuiltFunction } from './build/build-function.ts';
import type { Clients } from './clients.ts';
import { readStack, requireOutput } from './stack-state.ts';
import type { Template } from './template.ts';

const ARTIFACT_STACK = 'artifact-bucket';

export interface Upload {
  bucket: string;
  key: string;
  body: Uint8Array;
  contentType: string;
}

export interface Uploaded {
  bucket: string;
  key: string;
  /** Address of the object, as the SDK reached it. */
  url: string;
  isNew: boolean;
}

/** The bucket that the artifact stack of this environment made. */
export function artifactBucketOf(clients: Clients, target: Target): Promise<string> {
  const stackName = stackNameOf(target, ARTIFACT_STACK);
  return requireOutput(clients.cloudFormation, { stackName, output: 'ArtifactBucketName' });
}

/** The same, or undefined as long as there is none. */
export async function findArtifactBucket(clients: Clients, target: Target): Promise<string | undefined> {
  const state = await readStack(clients.cloudFormation, stackNameOf(target, ARTIFACT_STACK));
  return state?.outputs.ArtifactBucketName;
}

/** Where a built function lies in the artifact bucket. */
export const codeKey = ({ sha256Hex }: BuiltFunction): string => `lambda/${sha256Hex}.zip`;

const isThere = (error: unknown) =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 412;

/** Writes an object unless it is there already, which is fine: the key tells the content. */
export async function putOnce(
  clients: Clients,
  { bucket, key, body, contentType }: Upload,
): Promise<Uploaded> {
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: body,
    ContentType: contentType,
    IfNoneMatch: '*',
  });
  let url = '';
  // The SDK alone knows the address that its region, partition or endpoint setting leads to.
  command.middlewareStack.add(
    (next) => (args) => {
      const { protocol, hostname, port, path } = args.request as Record<string, string>;
      url = `${protocol}//${hostname}${port ? `:${port}` : ''}${path}`;
      return next(args);
    },
    { step: 'finalizeRequest', name: 'rememberAddress' },
  );
  try {
    await clients.s3.send(command);
    return { bucket, key, url, isNew: true };
  } catch (error) {
    if (isThere(error)) return { bucket, key, url, isNew: false };
    throw error;
  }
}

/** Puts the zip of a function to lambda/<sha256>.zip. */
export async function uploadFunction(
  clients: Clients,
  bucket: string,
  built: BuiltFunction,
): Promise<Uploaded> {
  return putOnce(clients, { bucket, key: codeKey(built), body: built.zip, contentType: 'application/zip' });
}

/** Puts a template where CloudFormation can fetch it; below a prefix that the bucket expires. */
export async function uploadTemplate(
  clients: Clients,
  { target, bucket }: { target: Target; bucket: string },
  template: Template,
): Promise<Uploaded> {
  const body = Buffer.from(template.text);
  const digest = createHash('sha256').update(body).digest('hex');
  const key = `${target.projectName}-templates/${digest}.yaml`;
  return putOnce(clients, { bucket, key, body, contentType: 'text/yaml' });
}

/** One line about an upload. */
export function describeUpload(name: string, { bucket, key, isNew }: Uploaded): string {
  return `${name}: ${isNew ? 'uploaded to' : 'already there:'} s3://${bucket}/${key}`;
}
