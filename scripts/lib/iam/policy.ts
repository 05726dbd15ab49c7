// A policy document as it is read from AWS, its short spellings written out.

/** What a document may hold in these places. */
type OneOrMore<T> = T | T[];

interface RawStatement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Action?: OneOrMore<string>;
  NotAction?: OneOrMore<string>;
  Resource?: OneOrMore<string>;
  NotResource?: OneOrMore<string>;
  Condition?: Record<string, Record<string, OneOrMore<string | boolean | number>>>;
}

export interface PolicyDocument {
  Statement: OneOrMore<RawStatement>;
}

/** One operator on one key: `StringEquals`, `aws:SourceAccount`, the values of which one must do. */
export interface Condition {
  operator: string;
  key: string;
  values: string[];
}

/** `not…`: everything but these. */
export interface Statement {
  sid: string;
  effect: 'Allow' | 'Deny';
  actions: string[];
  isNotAction: boolean;
  resources: string[];
  isNotResource: boolean;
  /** All must hold. */
  conditions: Condition[];
}

/** The statements of a document; those of a role's policies, which always name resources. */
export function statementsOf({ Statement }: PolicyDocument): Statement[] {
  return asList(Statement).map((raw, at) => ({
    sid: raw.Sid ?? `statement ${at + 1}`,
    effect: raw.Effect,
    actions: asList(raw.Action ?? raw.NotAction),
    isNotAction: raw.Action === undefined,
    resources: asList(raw.Resource ?? raw.NotResource),
    isNotResource: raw.Resource === undefined,
    conditions: Object.entries(raw.Condition ?? {}).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => ({ operator, key, values: asList(values).map(String) })),
    ),
  }));
}

function asList<T>(value: OneOrMore<T> | undefined): T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
