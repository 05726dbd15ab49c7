// Where the address of the Slack webhook is kept: a SecureString of Systems Manager or a secret of Secrets Manager. No error tells the value.
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { TryAgain } from '../core/errors.ts';
import type { WebhookSource } from '../core/slack/ports.ts';
import { orTryAgain } from './sdk-errors.ts';

export function createParameterSource(client: SSMClient, name: string): WebhookSource {
  return {
    read: async () => {
      const command = new GetParameterCommand({ Name: name, WithDecryption: true });
      const { Parameter } = await orTryAgain('reading the parameter with the address of the webhook', () =>
        client.send(command),
      );
      return present(Parameter?.Value);
    },
  };
}

export function createSecretSource(client: SecretsManagerClient, arn: string): WebhookSource {
  return {
    read: async () => {
      const command = new GetSecretValueCommand({ SecretId: arn });
      const { SecretString } = await orTryAgain('reading the secret with the address of the webhook', () =>
        client.send(command),
      );
      return present(SecretString);
    },
  };
}

function present(value: string | undefined): string {
  if (value !== undefined) return value;
  throw new TryAgain(
    'The secret with the address of the Slack webhook holds no text; store the address in it.',
  );
}
