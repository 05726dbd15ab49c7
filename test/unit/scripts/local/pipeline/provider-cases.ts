// One change for every rule about triggers, providers and what happens on failure.
/** What is changed (from, to) in the pipeline that is right, and what is found then. */
type Case = readonly [what: string, from: string | RegExp, to: string, finding: string];

const manyPatterns = `[${Array.from({ length: 9 }, (_, i) => `p${i}`).join(', ')}]`;

export const PROVIDER_CASES: readonly Case[] = [
  [
    'trigger of nobody',
    'SourceActionName: Source',
    'SourceActionName: Git',
    'trigger 1: SourceActionName "Git" is no action of the first stage (Source).',
  ],
  ['too many patterns', '[main]', manyPatterns, 'trigger 1: branches includes: at most 8 patterns.'],
  [
    'long pattern',
    "'docs/**'",
    'x'.repeat(256),
    `trigger 1: filePaths excludes: "${'x'.repeat(20)}…" is longer than 255 characters.`,
  ],
  [
    'paths alone',
    'Branches: { Includes: [main] }, ',
    '',
    'trigger 1: A filter has tags alone, branches alone, or branches with file paths.',
  ],
  [
    'too many filters',
    /Push: \[(.*)\]$/m,
    'Push: [$1, $1, $1, $1]',
    'trigger 1: A trigger has at most 3 push filters.',
  ],
  [
    'unknown provider',
    'Provider: CloudFormation',
    'Provider: ECS',
    'stage Deploy, action Deploy: The local runner has no provider AWS/ECS; it knows CodeStarSourceConnection, CodeBuild, CloudFormation, Manual.',
  ],
  [
    'category',
    'Category: Deploy',
    'Category: Test',
    'stage Deploy, action Deploy: Category Test does not fit CloudFormation; it is Deploy.',
  ],
  [
    'required key',
    '                RoleArn: role\n',
    '',
    'stage Deploy, action Deploy: The configuration needs RoleArn.',
  ],
  [
    'unknown key',
    'RoleArn: role',
    'RoleArn: role\n                Rolle: role',
    'stage Deploy, action Deploy: The configuration key Rolle is unknown here; CloudFormation takes ActionMode, StackName, TemplatePath, RoleArn, Capabilities, TemplateConfiguration, ParameterOverrides.',
  ],
  [
    'action mode',
    'CREATE_UPDATE',
    'REPLACE_ON_FAILURE',
    'stage Deploy, action Deploy: ActionMode is REPLACE_ON_FAILURE; the local runner knows CREATE_UPDATE only.',
  ],
  [
    'template path',
    'Release::template.yaml',
    'template.yaml',
    'stage Deploy, action Deploy: TemplatePath is "template.yaml"; write Artifact::path.',
  ],
  [
    'template of no input',
    'Release::template.yaml',
    'Source::template.yaml',
    'stage Deploy, action Deploy: TemplatePath names the artifact Source, which is none of its inputs.',
  ],
  [
    'large overrides',
    '#{Build.HASH}',
    'x'.repeat(1025),
    'stage Deploy, action Deploy: ParameterOverrides has 1085 bytes; at most 1024 are allowed (use TemplateConfiguration).',
  ],
  [
    'overrides of no input',
    '["Release", "p.json", "B"]',
    '["Source", "p.json", "B"]',
    'stage Deploy, action Deploy: ParameterOverrides, B: Source is none of the inputs.',
  ],
  ['overrides no JSON', '{"A"', 'A', 'stage Deploy, action Deploy: ParameterOverrides is not a JSON object.'],
  [
    'project of nobody',
    'ProjectName: project',
    'ProjectName: other',
    'stage Build, action Build: There is no CodeBuild project other in this template.',
  ],
  [
    'rollback of the source',
    '- Name: Source\n          Actions',
    '- Name: Source\n          OnFailure: { Result: ROLLBACK }\n          Actions',
    'stage Source: The source stage cannot be rolled back.',
  ],
  [
    'result',
    '- Name: Build\n          Actions',
    '- Name: Build\n          OnFailure: { Result: SKIP }\n          Actions',
    'stage Build: OnFailure.Result is SKIP; it is ROLLBACK or RETRY.',
  ],
  [
    'condition',
    '- Name: Build\n          Actions',
    '- Name: Build\n          BeforeEntry: { Conditions: [] }\n          Actions',
    'stage Build: BeforeEntry is not evaluated by the local runner.',
  ],
  [
    'stage name',
    '- Name: Build\n          Actions',
    '- Name: Büild\n          Actions',
    'stage Büild: "Büild" cannot be a stage\'s name; use up to 100 letters, digits and . @ - _',
  ],
];
