// A checkout of its own with a pipeline like ours in small: two build commands, one stack, the same names for what is watched.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const PIPELINE = `
Parameters:
  ProjectName: { Type: String }
  EnvironmentName: { Type: String }
  BranchName: { Type: String, Default: main }
Resources:
  Pipeline:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      Name: !Sub '\${ProjectName}-\${EnvironmentName}'
      PipelineType: V2
      ExecutionMode: QUEUED
      Triggers:
        - ProviderType: CodeStarSourceConnection
          GitConfiguration:
            SourceActionName: Source
            Push: [{ Branches: { Includes: [!Ref BranchName] }, FilePaths: { Excludes: ['*.md'] } }]
      Stages:
        - Name: Source
          Actions:
            - Name: Source
              Namespace: SourceVariables
              ActionTypeId: { Category: Source, Owner: AWS, Provider: CodeStarSourceConnection, Version: '1' }
              OutputArtifacts: [{ Name: Source }]
              Configuration: { ConnectionArn: arn, FullRepositoryId: local/small, BranchName: !Ref BranchName }
        - Name: Build
          Actions:
            - Name: Build
              Namespace: BuildVariables
              ActionTypeId: { Category: Build, Owner: AWS, Provider: CodeBuild, Version: '1' }
              InputArtifacts: [{ Name: Source }]
              OutputArtifacts: [{ Name: Release }]
              Configuration: { ProjectName: !Ref BuildProject }
        - Name: UpdatePipeline
          Actions:
            - Name: UpdatePipeline
              ActionTypeId: { Category: Deploy, Owner: AWS, Provider: CloudFormation, Version: '1' }
              InputArtifacts: [{ Name: Source }]
              Configuration:
                { ActionMode: CREATE_UPDATE, StackName: small-pipeline, RoleArn: role, TemplatePath: 'Source::pipeline/pipeline.yaml',
                  ParameterOverrides: !Sub '{"ProjectName": "\${ProjectName}", "EnvironmentName": "\${EnvironmentName}"}' }
        - Name: Deploy
          OnFailure: { Result: ROLLBACK }
          Actions:
            - Name: queue
              ActionTypeId: { Category: Deploy, Owner: AWS, Provider: CloudFormation, Version: '1' }
              InputArtifacts: [{ Name: Release }]
              Configuration:
                { ActionMode: CREATE_UPDATE, StackName: small-queue, RoleArn: role, TemplatePath: 'Release::template.yaml',
                  TemplateConfiguration: 'Release::parameters.json', ParameterOverrides: '{"Text": "#{BuildVariables.TEXT}"}' }
  BuildProject:
    Type: AWS::CodeBuild::Project
    Properties:
      Name: !Sub '\${ProjectName}-\${EnvironmentName}-build'
      Source: { Type: CODEPIPELINE, BuildSpec: buildspec.yml }
`;

const BUILDSPEC = `version: 0.2
env: { exported-variables: [TEXT] }
phases:
  build:
    on-failure: ABORT
    commands:
      - bash check.sh
      - mkdir -p dist && cp template.yaml parameters.json dist
      - export TEXT="$(cat text.txt)"
artifacts: { base-directory: dist, files: ['**/*'] }
`;

const TEMPLATE = `
Parameters:
  Text: { Type: String }
  DelayInSeconds: { Type: String }
Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { DelaySeconds: !Ref DelayInSeconds, Tags: [{ Key: text, Value: !Ref Text }] } }
Outputs:
  Text: { Value: !Ref Text }
`;

const FILES: Record<string, string> = {
  'pipeline/pipeline.yaml': PIPELINE,
  'buildspec.yml': BUILDSPEC,
  'template.yaml': TEMPLATE,
  'parameters.json': '{"Parameters": {"DelayInSeconds": "1"}}',
  'check.sh': 'echo checked\n',
  'text.txt': 'first\n',
  'README.md': 'small\n',
};

export interface SmallRepository {
  checkout: string;
  /** For repository.git and the pipeline's files. */
  state: string;
  /** Commits these files and pushes; returns the commit and what git said. */
  push(files: Record<string, string>): { commit: string; said: string };
  git(...args: string[]): string;
  remove(): void;
}

export function createSmallRepository(): SmallRepository {
  const folder = mkdtempSync(join(tmpdir(), 'small-repository-'));
  const checkout = join(folder, 'checkout');
  const state = join(folder, 'state');
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Tester', '-c', 'user.email=tester@example.com', ...args], {
      cwd: checkout,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  const commit = (files: Record<string, string>) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(checkout, path)), { recursive: true });
      writeFileSync(join(checkout, path), text);
    }
    git('add', '--all');
    git('commit', '--quiet', '--message', `change ${Object.keys(files).join(', ')}`);
    return git('rev-parse', 'HEAD');
  };
  mkdirSync(checkout, { recursive: true });
  git('init', '--quiet');
  commit(FILES);
  return {
    checkout,
    state,
    git,
    push: (files) => ({
      commit: commit(files),
      said: git('push', join(state, 'repository.git'), 'HEAD:main'),
    }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
