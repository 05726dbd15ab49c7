// The little system with what a pipeline adds: delivery stacks, packages, and the artifact that the build makes of it all.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assemble, type Assembled } from '../../../scripts/lib/assemble/assemble.ts';
import { deployStacks } from '../../../scripts/lib/deploy-stacks.ts';
import type { Source } from '../../../scripts/lib/plan.ts';
import { createSmallSystem, type SmallSystem } from './small-system.ts';

/** The commit that is built. */
export const COMMIT = 'c'.repeat(40);
const NAMES = `
  ProjectName: { Type: String }
  EnvironmentName: { Type: String }`;
const BOOTSTRAP = `
Parameters: ${NAMES}
Resources:
  Topic: { Type: AWS::SNS::Topic }
Outputs:
  PermissionsBoundaryArn: { Value: 'arn:aws:iam::aws:policy/PowerUserAccess' }
  RolePath: { Value: !Sub '/\${ProjectName}-\${EnvironmentName}/' }
`;
/** Stands for the pipeline: the engine does not know its type. */
export const PIPELINE = `
Parameters: ${NAMES}
  FullRepositoryId: { Type: String }
  BranchName: { Type: String, Default: main }
  BuildImage: { Type: String, Default: image-1 }
Resources:
  Topic: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Ref BranchName } }
`;
const PACKAGES = {
  name: 'small',
  version: '1.0.0',
  dependencies: { one: '1.0.0' },
  devDependencies: { two: '2.0.0' },
};
const LOCK = {
  ...PACKAGES,
  lockfileVersion: 3,
  packages: {
    '': PACKAGES,
    'node_modules/one': { version: '1.0.0', license: 'MIT' },
    'node_modules/two': { version: '2.0.0', license: 'MIT', dev: true },
  },
};
const definition = (short: string) => ({ short, template: `pipeline/${short}.yaml`, toolParameters: [] });

export interface AssembledSystem extends SmallSystem {
  source: Source;
  /** Where the artifact lies. */
  folder: string;
  /** The parameter file. */
  setParameters(values: Record<string, Record<string, string>>): Promise<void>;
  assemble(): Promise<Assembled>;
  /** Deploys a delivery stack as people do. */
  deployDelivery(short: string): Promise<void>;
  /** A file of the artifact. */
  read(path: string): Promise<string>;
  /** The values of a stack in the artifact. */
  valuesOf(short: string): Promise<Record<string, string>>;
}

/** Values that the pipeline's template cannot do without. */
export const NEEDED = { pipeline: { FullRepositoryId: 'acme/files' } };

/** Nothing of it is deployed. */
export async function createAssembledSystem(environmentName: string): Promise<AssembledSystem> {
  const system = await createSmallSystem(environmentName);
  const { target, write } = system;
  const delivery = [definition('bootstrap'), definition('pipeline')];
  const source = { ...system.source, delivery };
  const folder = join(source.root, 'dist/release');
  const setParameters = (values: object) =>
    write(`pipeline/parameters/${environmentName}.json`, JSON.stringify(values));
  const read = (path: string) => readFile(join(folder, path), 'utf8');
  await write('pipeline/bootstrap.yaml', BOOTSTRAP);
  await write('pipeline/pipeline.yaml', PIPELINE);
  await write('package.json', JSON.stringify(PACKAGES));
  await write('package-lock.json', JSON.stringify(LOCK));
  await setParameters(NEEDED);
  const onProgress = () => undefined;
  return {
    ...system,
    source,
    folder,
    setParameters,
    read,
    deploy: (options) => system.deploy({ source, ...options }),
    assemble: () => assemble({ ...target, commit: COMMIT, source, onProgress }),
    deployDelivery: async (only) => {
      const asStacks = { ...source, stacks: delivery, delivery: source.stacks };
      await deployStacks({ ...target, source: asStacks, only, onProgress });
    },
    valuesOf: async (short) =>
      (JSON.parse(await read(`parameters/${short}.json`)) as { Parameters: Record<string, string> })
        .Parameters,
  };
}
