// One change for every rule about stages, artifacts, variables and namespaces of a definition.
/** What is changed (from, to) in the pipeline that is right, and what is found then. */
type Case = readonly [what: string, from: string | RegExp, to: string, finding: string];

export const STRUCTURE_CASES: readonly Case[] = [
  [
    'V1',
    'PipelineType: V2',
    'PipelineType: V1',
    'pipeline: PipelineType must be V2 for queued executions and triggers with filters.',
  ],
  [
    'parallel',
    'QUEUED',
    'PARALLEL',
    'pipeline: ExecutionMode is PARALLEL; the local runner knows QUEUED only.',
  ],
  [
    'stage name twice',
    '- Name: Deploy\n          Actions',
    '- Name: Build\n          Actions',
    'pipeline: Two stages are named Build.',
  ],
  [
    'no source first',
    'Category: Source',
    'Category: Build',
    'stage Source: The first stage holds source actions only.',
  ],
  [
    'source later',
    'Category: Deploy',
    'Category: Source',
    'stage Deploy: Only the first stage may hold source actions.',
  ],
  [
    'run order',
    'RunOrder: 2',
    'RunOrder: 1000',
    'stage Deploy: RunOrder of Deploy is 1000; it is a whole number from 1 to 999.',
  ],
  [
    'artifact unknown',
    'InputArtifacts: [{ Name: Release }]',
    'InputArtifacts: [{ Name: Lost }]',
    'stage Deploy, action Deploy: No action produces the artifact Lost that it takes.',
  ],
  [
    'artifact of another',
    'OutputArtifacts: [{ Name: Release }]',
    'OutputArtifacts: [{ Name: Source }]',
    'stage Build, action Build: The artifact Source is produced by another action already; its name must be its own.',
  ],
  [
    'artifact too early',
    'InputArtifacts: [{ Name: Source }]',
    'InputArtifacts: [{ Name: Release }]',
    'stage Build, action Build: It takes the artifact Release before it is produced.',
  ],
  [
    'variable of nobody',
    '#{Build.HASH}',
    '#{Bild.HASH}',
    'stage Deploy, action Deploy, ParameterOverrides: #{Bild.HASH}: no action has the namespace Bild.',
  ],
  [
    'variable too early',
    'ProjectName: project',
    "ProjectName: '#{Build.HASH}'",
    'stage Build, action Build, ProjectName: #{Build.HASH}: Build gives it only later.',
  ],
  [
    'variable of the source',
    '#{Build.HASH}',
    '#{SourceVariables.Hash}',
    'stage Deploy, action Deploy, ParameterOverrides: #{SourceVariables.Hash}: a source action gives AuthorDate, BranchName, CommitId, CommitMessage, ConnectionArn, FullRepositoryName.',
  ],
  [
    'variable without dot',
    '#{Build.HASH}',
    '#{HASH}',
    'stage Deploy, action Deploy, ParameterOverrides: #{HASH} is no variable; write #{Namespace.Key}.',
  ],
  [
    'namespace twice',
    'Namespace: SourceVariables',
    'Namespace: Build',
    'stage Source, action Source: The namespace Build is given to two actions.',
  ],
  [
    'namespace of the service',
    'Namespace: SourceVariables',
    'Namespace: codepipeline',
    'stage Source, action Source: The namespace codepipeline belongs to the service.',
  ],
];
