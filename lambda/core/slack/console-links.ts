// Addresses of the AWS console, for people who want to see more than the message.

/** Where the system lives: Region, and the bucket with the reports. */
export interface ConsolePlace {
  region: string;
  reportsBucketName: string;
}

/** Each partition has a console of its own. */
function hostOf(region: string): string {
  if (region.startsWith('cn-')) return `${region}.console.amazonaws.cn`;
  if (region.startsWith('us-gov-')) return `${region}.console.amazonaws-us-gov.com`;
  return `${region}.console.aws.amazon.com`;
}

/** One object of the reports bucket. */
export function objectUrl({ region, reportsBucketName }: ConsolePlace, key: string): string {
  const bucket = encodeURIComponent(reportsBucketName);
  return `https://${hostOf(region)}/s3/object/${bucket}?region=${encodeURIComponent(region)}&prefix=${encodeURIComponent(key.toWellFormed())}`;
}

/** One alarm. */
export function alarmUrl({ region }: Pick<ConsolePlace, 'region'>, alarmName: string): string {
  return `https://${hostOf(region)}/cloudwatch/home?region=${encodeURIComponent(region)}#alarmsV2:alarm/${encodeURIComponent(alarmName.toWellFormed())}`;
}

/** The Region in an ARN. */
export function regionOf(arn: string): string {
  return arn.split(':')[3] ?? '';
}
