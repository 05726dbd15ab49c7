// The shape of the table of what CloudFormation calls, and the ARNs that its parts share.

export const HERE = 'us-east-1:123456789012';

/** Text of a property; a resource that is named by a reference is a name or an ARN. */
export type Tell = (path: string) => string;

export interface Call {
  /** `s3: CreateBucket DeleteBucket` */
  actions: string;
  on: (name: string, tell: Tell) => string;
  context?: (tell: Tell) => Record<string, string>;
}

/** By resource type: create, read, change, tag, delete. */
export type Calls = Readonly<Record<string, readonly Call[]>>;

export const TAGS = 'ListTagsForResource TagResource UntagResource';

export const role = (name: string) => `arn:aws:iam::123456789012:role/file-processing-dev/${name}`;

/** A role is handed over to the service that takes it. */
export const passed = (service: string) => () => ({ 'iam:passedtoservice': `${service}.amazonaws.com` });
