// Finds the exports that a new template would take away from stacks that import them.
import { paginateListImports, type CloudFormationClient, type Output } from '@aws-sdk/client-cloudformation';
import { canonical, evaluate, evaluateCondition, isKnown, type Scope } from './evaluate.ts';

interface TemplateOutput {
  Condition?: string;
  Value?: unknown;
  Export?: { Name?: unknown };
}

/** An export that would go or get another value. */
export interface BrokenExport {
  name: string;
  because: string;
}

/** Name of an export, in the spelling of `canonical` -> value. */
function exportsOf(scope: Scope): Map<string, unknown> {
  const outputs = Object.values((scope.document.Outputs ?? {}) as Record<string, TemplateOutput>);
  const present = outputs.filter(
    ({ Export, Condition }) =>
      Export !== undefined && (Condition === undefined || evaluateCondition(Condition, scope) !== false),
  );
  return new Map(
    present.map(({ Export, Value }) => [canonical(evaluate(Export?.Name, scope)), evaluate(Value, scope)]),
  );
}

/**
 * Exports of the deployed stack that the new template does not have, or gives another value that can be told beforehand.
 * A value that is only known later (of a resource that is replaced) is left to CloudFormation, which refuses it by itself.
 */
export function findBrokenExports(deployed: readonly Output[], after: Scope): BrokenExport[] {
  const fresh = exportsOf(after);
  return deployed.flatMap(({ ExportName: name = '', OutputValue: old = '' }) => {
    const key = canonical(name);
    if (!fresh.has(key)) return [{ name, because: 'the new template does not export it' }];
    const value = fresh.get(key);
    const isOther = typeof value === 'string' && isKnown(value) && value !== old;
    return isOther ? [{ name, because: `its value changes from ${old} to ${value}` }] : [];
  });
}

/** Names of the stacks that import an export. */
export async function importersOf(client: CloudFormationClient, name: string): Promise<string[]> {
  const importers: string[] = [];
  try {
    for await (const { Imports } of paginateListImports({ client }, { ExportName: name })) {
      importers.push(...(Imports ?? []));
    }
  } catch (error) {
    // CloudFormation has no error of its own for this; the sentence is the only sign.
    if (error instanceof Error && /is not imported by any stack/.test(error.message)) return [];
    throw error;
  }
  return importers;
}
