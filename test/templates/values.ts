// The values that parameters have: defaults, and on top of them a parameter file.
import type { Parameter, ParameterFile, System, Template } from '../support/load-template.ts';
import { DELIVERY_STACKS, STACKS } from '../../scripts/stacks.ts';

/** Made by the build or given by every command; no parameter file may hold them. */
export function valuesOfTools(stack: string): readonly string[] {
  const definition = [...STACKS, ...DELIVERY_STACKS].find(({ short }) => short === stack);
  return ['ProjectName', 'EnvironmentName', ...(definition?.toolParameters ?? [])];
}

/** Defaults alone, then one set of values for each parameter file. */
export function environmentsOf(system: System): Record<string, ParameterFile> {
  return { defaults: {}, ...system.parameters };
}

/** The value of a parameter in an environment. */
export function valueIn(
  { template, file }: { template: Template; file: Record<string, string> | undefined },
  name: string,
): string | undefined {
  const value = file?.[name] ?? template.Parameters[name]?.Default;
  return value === undefined ? undefined : String(value);
}

/** Whether CloudFormation would take the value. */
export function isAllowed(parameter: Parameter, value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const { AllowedPattern, AllowedValues, MaxLength = Infinity, MinLength = 0 } = parameter;
  if (AllowedValues && !AllowedValues.map(String).includes(value)) return false;
  if (AllowedPattern && !new RegExp(AllowedPattern).test(value)) return false;
  return value.length >= MinLength && value.length <= MaxLength && isWithin(parameter, value);
}

function isWithin({ Type, MinValue = -Infinity, MaxValue = Infinity }: Parameter, value: string): boolean {
  if (Type !== 'Number') return true;
  return /^-?[0-9]+$/.test(value) && Number(value) >= MinValue && Number(value) <= MaxValue;
}
