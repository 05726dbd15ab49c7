// Runs the rules of AWS Control Tower (cfn-guard, with the pack that @cdklabs/cdk-validator-cfnguard ships) over parsed templates.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, parse } from 'node:path';
// Needs nothing of aws-cdk-lib to run, only for its types, which therefore come as `any`.
import { CfnGuardValidator } from '@cdklabs/cdk-validator-cfnguard';
import { at } from './lookup.ts';
import type { System, Template } from '../support/load-template.ts';

/** One resource that breaks one rule. */
export interface Finding {
  /** Name as cfn-guard has it, for instance `s3_bucket_logging_enabled_check`. */
  rule: string;
  stack: string;
  id: string;
  properties: Record<string, unknown>;
  /** `[CT.S3.PR.2]: Require …` */
  description: string;
}

interface Report {
  violations: {
    ruleName: string;
    description: string;
    violatingResources: { resourceLogicalId: string; templatePath: string }[];
  }[];
}

/** Findings by the text of the template: a broken copy shares all templates but one with the real system. */
const KNOWN = new Map<string, Judged[]>();

type Judged = Omit<Finding, 'properties'>;

/** Everything that breaks a rule of the pack; about 0.4 s for each template that was not judged before. */
export function findingsOf({ templates }: System): Finding[] {
  const texts = Object.entries(templates).map(([stack, template]) => [stack, asJson(template)] as const);
  const fresh = texts.filter(([, text]) => !KNOWN.has(text));
  if (fresh.length > 0) judge(fresh);
  return texts
    .flatMap(([, text]) => KNOWN.get(text) ?? [])
    .map((found) => ({
      ...found,
      properties: templates[found.stack]?.Resources[found.id]?.Properties ?? {},
    }));
}

function judge(texts: readonly (readonly [stack: string, text: string])[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'file-processing-guard-'));
  try {
    const templatePaths = texts.map(([stack, text]) => {
      const path = join(folder, `${stack}.json`);
      writeFileSync(path, text);
      return path;
    });
    const { violations } = new CfnGuardValidator().validate({ templatePaths }) as Report;
    const findings = violations.flatMap(({ ruleName, description, violatingResources }) =>
      violatingResources.map(({ resourceLogicalId, templatePath }) => ({
        rule: ruleName,
        stack: parse(templatePath).name,
        id: resourceLogicalId,
        description,
      })),
    );
    for (const [stack, text] of texts)
      KNOWN.set(
        text,
        findings.filter((finding) => finding.stack === stack),
      );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const ARN_AND_MORE = /^\$\{(\w+)\.Arn\}(.+)$/;

/** JSON, because cfn-guard knows only some of YAML's short forms; and with the one way to write an ARN's end that the pack knows. */
function asJson(template: Template): string {
  return JSON.stringify(template, (_key, node: unknown) => {
    const [, id, end] = ARN_AND_MORE.exec(String(at(node, 'Fn::Sub'))) ?? [];
    return id === undefined ? node : { 'Fn::Join': ['', [{ 'Fn::GetAtt': [id, 'Arn'] }, end]] };
  });
}
