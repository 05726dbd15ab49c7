// Three little stacks with which the deploy tests try everything on the engine: a bucket, a table that imports, a function.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deployStacks, type DeployOptions } from '../../../scripts/lib/deploy-stacks.ts';
import type { Source } from '../../../scripts/lib/plan.ts';

const NAMES = `
Parameters:
  ProjectName: { Type: String }
  EnvironmentName: { Type: String }
`;

const BUCKET = `${NAMES}
  TopicName: { Type: String, Default: one }
Resources:
  ArtifactBucket:
    Type: AWS::S3::Bucket
    DeletionPolicy: RetainExceptOnCreate
    UpdateReplacePolicy: Retain
    Properties:
      BucketName: !Sub \${ProjectName}-\${EnvironmentName}-artifact-\${AWS::AccountId}-\${AWS::Region}
      VersioningConfiguration: { Status: Enabled }
  Topic:
    Type: AWS::SNS::Topic
    Properties: { DisplayName: !Ref TopicName }
Outputs:
  ArtifactBucketName:
    Value: !Ref ArtifactBucket
    Export: { Name: !Sub '\${AWS::StackName}-ArtifactBucketName' }
`;

const TABLE = `${NAMES}
Resources:
  FilesTable:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: RetainExceptOnCreate
    UpdateReplacePolicy: Retain
    Properties:
      BillingMode: PAY_PER_REQUEST
      DeletionProtectionEnabled: true
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
  Parameter:
    Type: AWS::SSM::Parameter
    Properties:
      Type: String
      Value: !ImportValue { 'Fn::Sub': '\${ProjectName}-\${EnvironmentName}-artifact-bucket-ArtifactBucketName' }
Outputs:
  FilesTableName: { Value: !Ref FilesTable }
`;

const FUNCTION = `${NAMES}
  CodeKey: { Type: String }
  CodeSha256: { Type: String }
  ReleaseHash: { Type: String }
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }]
  Function:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: !Sub \${ProjectName}-\${EnvironmentName}-greet
      Description: !Ref ReleaseHash
      Runtime: nodejs24.x
      Architectures: [arm64]
      Handler: greet.handler
      Role: !GetAtt Role.Arn
      Code:
        S3Bucket: !ImportValue { 'Fn::Sub': '\${ProjectName}-\${EnvironmentName}-artifact-bucket-ArtifactBucketName' }
        S3Key: !Ref CodeKey
  Version:
    Type: AWS::Lambda::Version
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties: { FunctionName: !Ref Function, CodeSha256: !Ref CodeSha256, Description: !Ref ReleaseHash }
  Alias:
    Type: AWS::Lambda::Alias
    Properties: { FunctionName: !Ref Function, FunctionVersion: !GetAtt Version.Version, Name: live }
Outputs:
  FunctionName: { Value: !Ref Function }
`;

/** A handler that answers with a word. */
export const handlerThatSays = (word: string): string =>
  `export const handler = async (_event: unknown) => { console.log('called'); return '${word}'; };\n`;

const FILES: Record<string, string> = {
  'templates/artifact-bucket.yaml': BUCKET,
  'templates/dynamodb.yaml': TABLE,
  'templates/greet.yaml': FUNCTION,
  'lambda/handlers/greet.ts': handlerThatSays('hello'),
};

const STACKS: Source['stacks'] = [
  { short: 'artifact-bucket', template: 'templates/artifact-bucket.yaml', toolParameters: [] },
  { short: 'dynamodb', template: 'templates/dynamodb.yaml', toolParameters: [] },
  {
    short: 'greet',
    template: 'templates/greet.yaml',
    functionName: 'greet',
    toolParameters: ['CodeKey', 'CodeSha256', 'ReleaseHash'],
  },
];

export interface SmallSystem {
  source: Source;
  target: { projectName: string; environmentName: string };
  /** Deploys and returns the stacks by short name, and every line of progress. */
  deploy(
    options?: Partial<DeployOptions>,
  ): Promise<{ changed: string[]; outputs: Record<string, string>; lines: string[] }>;
  /** The same for a deployment that should fail; gives its message too. */
  failToDeploy(options?: Partial<DeployOptions>): Promise<{ message: string; lines: string[] }>;
  write(path: string, text: string): Promise<void>;
  replace(path: string, from: string, to: string): Promise<void>;
  remove(): Promise<void>;
}

async function write(root: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

async function replace(root: string, path: string, [from, to]: [string, string]): Promise<void> {
  const text = await readFile(join(root, path), 'utf8');
  if (!text.includes(from)) throw new Error(`${path} does not contain ${from}.`);
  await write(root, path, text.replace(from, to));
}

/** A system of its own in a temporary folder, under an environment name that no other test uses. */
export async function createSmallSystem(environmentName: string): Promise<SmallSystem> {
  const root = await mkdtemp(join(tmpdir(), 'small-system-'));
  for (const [path, text] of Object.entries(FILES)) await write(root, path, text);
  const source: Source = { root, stacks: STACKS };
  const target = { projectName: 'small', environmentName };
  const deploy: SmallSystem['deploy'] = async (options) => {
    const lines: string[] = [];
    const deployed = await deployStacks({
      ...target,
      source,
      onProgress: (line) => lines.push(line),
      ...options,
    });
    return {
      changed: deployed.filter((stack) => stack.changed).map(({ short }) => short),
      outputs: Object.assign({}, ...deployed.map((stack) => stack.outputs)) as Record<string, string>,
      lines,
    };
  };
  return {
    source,
    target,
    deploy,
    failToDeploy: async (options) => {
      const lines: string[] = [];
      const message = await deploy({ onProgress: (line) => lines.push(line), ...options }).then(
        () => 'it succeeded',
        (error: Error) => error.message,
      );
      return { message, lines };
    },
    write: (path, text) => write(root, path, text),
    replace: (path, from, to) => replace(root, path, [from, to]),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
