// The artifact of every environment of this repository is one that CodePipeline and CloudFormation take.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { releaseFiles, type ReadyStack } from '../../../../../scripts/lib/assemble/release-files.ts';
import { REPOSITORY, makePlan, planDelivery, type StackPlan } from '../../../../../scripts/lib/plan.ts';

const MADE = {
  CodeKey: `lambda/${'0'.repeat(64)}.zip`,
  CodeSha256: `${'A'.repeat(43)}=`,
  ReleaseHash: 'f'.repeat(64),
};
const TOOL = new Map([['release.mjs', 'program']]);
/** Far more than any stack needs; the file travels inside an action's configuration, of which 100 KB are allowed. */
const MOST_BYTES = 8_192;

function ready(plan: StackPlan): ReadyStack {
  const made = plan.definition.toolParameters.map((name) => [name, MADE[name]]);
  return { plan, parameters: { ...plan.parameters, ...Object.fromEntries(made) } };
}

interface Configuration {
  Parameters: Record<string, unknown>;
  Tags: Record<string, unknown>;
}

describe.each(['dev', 'local', 'prod'])('the artifact of %s', (environmentName) => {
  const target = { projectName: 'file-processing', environmentName };
  let stacks: ReadyStack[];
  let pipeline: ReadyStack;
  let files: Map<string, string>;

  beforeAll(async () => {
    stacks = (await makePlan(REPOSITORY, target)).stacks.map(ready);
    const kept = { FullRepositoryId: 'acme/files' };
    pipeline = ready(await planDelivery(REPOSITORY, target, { short: 'pipeline', kept }));
    files = releaseFiles({ target, commit: 'c'.repeat(40), stacks, pipeline, sbom: '{}', tool: TOOL });
  });

  const configurationOf = (short: string) =>
    JSON.parse(files.get(`parameters/${short}.json`) ?? '{}') as Configuration;

  test('has template and values of every stack, and nothing else but manifest, list of packages and the program of the release', () => {
    const shorts = stacks.map(({ plan }) => plan.definition.short);
    const expected = shorts.flatMap((short) => [`templates/${short}.yaml`, `parameters/${short}.json`]);
    const rest = [
      'pipeline/pipeline.yaml',
      'parameters/pipeline.json',
      'release.json',
      'sbom.json',
      ...TOOL.keys(),
    ];
    expect([...files.keys()].sort()).toEqual([...expected, ...rest].sort());
  });

  test('gives every parameter without a default, only parameters that exist, and text only', () => {
    for (const { plan } of [...stacks, pipeline]) {
      const { short } = plan.definition;
      const { Parameters, Tags, ...rest } = configurationOf(short);
      const declared = plan.template.document.Parameters ?? {};
      const needed = Object.keys(declared).filter((name) => declared[name]?.Default === undefined);
      expect({ short, unknown: Object.keys(Parameters).filter((name) => !(name in declared)) }).toEqual({
        short,
        unknown: [],
      });
      expect({ short, open: needed.filter((name) => !(name in Parameters)) }).toEqual({ short, open: [] });
      const values = [...Object.values(Parameters), ...Object.values(Tags)];
      expect(values.filter((value) => typeof value !== 'string')).toEqual([]);
      expect(Tags).toEqual({ project: 'file-processing', environment: environmentName });
      expect(rest).toEqual({});
    }
  });

  test('gives values that the templates allow', () => {
    for (const { plan, parameters } of [...stacks, pipeline]) {
      const declared = (plan.template.document.Parameters ?? {}) as Record<
        string,
        { AllowedPattern?: string; AllowedValues?: unknown[] }
      >;
      for (const [name, value] of Object.entries(parameters)) {
        const { AllowedPattern = '.*', AllowedValues = [value] } = declared[name] ?? {};
        expect(value).toMatch(new RegExp(`^(?:${AllowedPattern})$`));
        expect(AllowedValues.map(String)).toContain(value);
      }
    }
  });

  test('stays small', () => {
    for (const [path, content] of files)
      if (path.startsWith('parameters/')) expect(Buffer.byteLength(content)).toBeLessThan(MOST_BYTES);
  });

  test('names every function once in the manifest', () => {
    const { functions } = JSON.parse(files.get('release.json') ?? '') as { functions: object };
    const names = stacks.flatMap(({ plan }) => plan.definition.functionName ?? []);
    expect(Object.keys(functions)).toEqual(names);
    expect(Object.values(functions)).toEqual(
      stacks
        .filter(({ plan }) => plan.definition.functionName)
        .map(({ plan }) => ({
          stack: plan.definition.short,
          codeKey: MADE.CodeKey,
          codeSha256: MADE.CodeSha256,
          releaseHash: MADE.ReleaseHash,
        })),
    );
  });
});
