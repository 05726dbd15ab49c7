// The client of SQS, in a file of its own: process-file loads it only when a message is put off.
import { SQSClient } from '@aws-sdk/client-sqs';
import { patience } from './patience.ts';

export const createSqs = () => new SQSClient(patience('sqs'));
