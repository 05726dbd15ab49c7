// The table of create-only properties against the CloudFormation resource specification.
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { describe, expect, test } from '@jest/globals';
import { CREATE_ONLY } from '../../../../../scripts/lib/gate/create-only.ts';

const specification = loadAwsServiceSpecSync();

/** Properties of which the specification says that a change replaces the resource, or may. */
function createOnlyOf(type: string): string[] {
  const [resource] = specification.lookup('resource', 'cloudFormationType', 'equals', type);
  if (!resource) throw new Error(`The specification knows no ${type}.`);
  const replacing = Object.entries(resource.properties).filter(
    ([, { causesReplacement }]) => causesReplacement !== undefined && causesReplacement !== 'no',
  );
  return [...replacing.map(([name]) => name), ...(resource.additionalReplacementProperties ?? []).flat()];
}

describe('CREATE_ONLY', () => {
  test.each(Object.keys(CREATE_ONLY))('names of %s exactly what the specification does', (type) => {
    expect([...(CREATE_ONLY[type] ?? [])].sort()).toEqual(createOnlyOf(type).sort());
  });
});
