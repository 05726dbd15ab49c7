// The one logger and the one metrics object. Log lines carry a fixed message and snake_case fields, never file content.
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';

/** Service name comes from POWERTOOLS_SERVICE_NAME. */
export const logger = new Logger();

/** Namespace comes from POWERTOOLS_METRICS_NAMESPACE; dimension `service` from POWERTOOLS_SERVICE_NAME. */
export const metrics = new Metrics();

let environment: string | undefined;

/** Adds the dimension `environment` to every metric from now on. Once: the library warns, in a line of plain text, when it is set again. */
export function measureIn(environmentName: string): void {
  if (environmentName === environment) return;
  environment = environmentName;
  metrics.setDefaultDimensions({ environment });
}
