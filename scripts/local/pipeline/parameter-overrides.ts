// ParameterOverrides of a CloudFormation action: JSON with values and the two functions that only exist there.
import { asRecord, asText, type Raw } from './raw.ts';

/** "Quotas in AWS CodePipeline": of the JSON text. */
const MAX_OVERRIDES_IN_BYTES = 1024;
const ATTRIBUTES = ['BucketName', 'ObjectKey', 'URL'];

export interface Artifacts {
  /** Reads a JSON file of an artifact. */
  readJson(artifact: string, file: string): Raw;
  /** Where the artifact lies, as `Fn::GetArtifactAtt` tells it. */
  attributeOf(artifact: string, attribute: string): string;
}

/** What can be told before it runs. */
export function checkOverrides(text: string | undefined, inputs: readonly string[]): string[] {
  if (text === undefined) return [];
  const size = Buffer.byteLength(text);
  const tooLong =
    size > MAX_OVERRIDES_IN_BYTES
      ? [
          `ParameterOverrides has ${size} bytes; at most ${MAX_OVERRIDES_IN_BYTES} are allowed (use TemplateConfiguration).`,
        ]
      : [];
  const overrides = parse(text);
  if (overrides === undefined) return [...tooLong, 'ParameterOverrides is not a JSON object.'];
  const values = Object.entries(overrides).flatMap(([name, value]) =>
    refusalOf(value, inputs).map((reason) => `ParameterOverrides, ${name}: ${reason}`),
  );
  return [...tooLong, ...values];
}

function parse(text: string): Raw | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : undefined;
  } catch {
    return undefined;
  }
}

function refusalOf(value: unknown, inputs: readonly string[]): string[] {
  if (asText(value) !== undefined) return [];
  const call = callOf(value);
  if (call === undefined)
    return ['a value is text, Fn::GetParam with three names or Fn::GetArtifactAtt with two.'];
  if (!inputs.includes(call.artifact)) return [`${call.artifact} is none of the inputs.`];
  return 'attribute' in call && !ATTRIBUTES.includes(call.attribute)
    ? [`an artifact has ${ATTRIBUTES.join(', ')}, not ${call.attribute}.`]
    : [];
}

type Call = { artifact: string; file: string; key: string } | { artifact: string; attribute: string };

function callOf(value: unknown): Call | undefined {
  const { 'Fn::GetParam': param, 'Fn::GetArtifactAtt': attribute } = asRecord(value);
  if (Array.isArray(param) && param.length === 3) {
    const [artifact, file, key] = param.map(String) as [string, string, string];
    return { artifact, file, key };
  }
  if (Array.isArray(attribute) && attribute.length === 2) {
    const [artifact, name] = attribute.map(String) as [string, string];
    return { artifact, attribute: name };
  }
  return undefined;
}

/** The values, with the functions carried out. */
export function resolveOverrides(text: string | undefined, artifacts: Artifacts): Record<string, string> {
  const overrides = text === undefined ? {} : (parse(text) ?? {});
  return Object.fromEntries(
    Object.entries(overrides).map(([name, value]) => [
      name,
      asText(value) ?? callResult(callOf(value), artifacts),
    ]),
  );
}

function callResult(call: Call | undefined, artifacts: Artifacts): string {
  if (call === undefined) return '';
  if ('attribute' in call) return artifacts.attributeOf(call.artifact, call.attribute);
  const value = asText(artifacts.readJson(call.artifact, call.file)[call.key]);
  if (value === undefined) throw new Error(`${call.artifact}::${call.file} has no key ${call.key}.`);
  return value;
}
