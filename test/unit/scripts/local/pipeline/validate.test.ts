// Every rule of the service shown red once, on a small pipeline that is right otherwise.
import { describe, expect, it } from '@jest/globals';
import { describeFindings, validate } from '../../../../../scripts/local/pipeline/validate.ts';
import { PROVIDER_CASES } from './provider-cases.ts';
import { STRUCTURE_CASES } from './structure-cases.ts';
import { build, definitionOf, goldenTemplate, stage, WITH_NAMESPACE } from './golden.ts';

const PROJECT = ', Configuration: { ProjectName: project }';
const STACK = `            - Name: Deploy
              RunOrder: 2
              ActionTypeId: { Category: Deploy, Owner: AWS, Provider: CloudFormation, Version: '1' }
              InputArtifacts: [{ Name: Release }]
              Configuration:
                ActionMode: CREATE_UPDATE
                StackName: stack
                RoleArn: role
                TemplatePath: Release::template.yaml
                ParameterOverrides: '{"A": "#{Build.HASH}", "B": {"Fn::GetParam": ["Release", "p.json", "B"]}}'`;
const TRIGGER = `
      Triggers:
        - ProviderType: CodeStarSourceConnection
          GitConfiguration:
            SourceActionName: Source
            Push: [{ Branches: { Includes: [main] }, FilePaths: { Excludes: ['docs/**'] } }]`;
const GOOD = goldenTemplate(
  `${stage('Build', build('Build', `${WITH_NAMESPACE}${PROJECT}`))}\n${stage('Deploy', STACK)}`,
  TRIGGER,
);

const findingsOf = (text: string) => describeFindings(validate(definitionOf(text)));

describe('a pipeline definition', () => {
  it('that is right has no findings', () => {
    expect(findingsOf(GOOD)).toEqual([]);
  });

  const cases = [...STRUCTURE_CASES, ...PROVIDER_CASES].map(([what, from, to, finding]) => ({
    what,
    from,
    to,
    finding,
  }));
  it.each(cases)('is refused: $what', ({ from, to, finding }) => {
    const changed = GOOD.replace(from, to);
    expect(changed).not.toBe(GOOD);
    expect(findingsOf(changed)).toContain(finding);
  });

  it('needs two stages, and actions of different names', () => {
    expect(findingsOf(goldenTemplate(''))).toContain('pipeline: A pipeline has at least two stages.');
    const twice = goldenTemplate(stage('Build', build('A', PROJECT), build('A', PROJECT)));
    expect(findingsOf(twice)).toContain('stage Build: Two actions are named A.');
  });

  it('needs a primary source where a build has several inputs', () => {
    const two = GOOD.replace(
      'InputArtifacts: [{ Name: Source }]',
      'InputArtifacts: [{ Name: Source }, { Name: Source2 }]',
    );
    expect(findingsOf(two)).toContain(
      'stage Build, action Build: With several inputs it needs PrimarySource.',
    );
  });
});
