// Error answers in the way of each service, so that the SDK takes them for the service's own.
import type { Service } from './faults.ts';

export interface Answer {
  status: number;
  contentType: string;
  body: string;
}

const xmlOfS3 = (code: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>drill</Message><RequestId>drill</RequestId></Error>`;
const xmlOfSns = (code: string) =>
  `<ErrorResponse><Error><Type>Receiver</Type><Code>${code}</Code><Message>drill</Message></Error><RequestId>drill</RequestId></ErrorResponse>`;
const json = (type: string) => JSON.stringify({ __type: type, message: 'drill' });

const XML = 'application/xml';
const JSON_1_0 = 'application/x-amz-json-1.0';

/** 500, without effect. */
export const SERVER_ERRORS: Record<Service, Answer> = {
  s3: { status: 500, contentType: XML, body: xmlOfS3('InternalError') },
  dynamodb: {
    status: 500,
    contentType: JSON_1_0,
    body: json('com.amazonaws.dynamodb.v20120810#InternalServerError'),
  },
  sns: { status: 500, contentType: 'text/xml', body: xmlOfSns('InternalError') },
  sqs: { status: 500, contentType: JSON_1_0, body: json('com.amazonaws.sqs#InternalError') },
};

/** "Slower", without effect. */
export const THROTTLES: Record<Service, Answer> = {
  s3: { status: 503, contentType: XML, body: xmlOfS3('SlowDown') },
  dynamodb: {
    status: 400,
    contentType: JSON_1_0,
    body: json('com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException'),
  },
  sns: { status: 400, contentType: 'text/xml', body: xmlOfSns('Throttled') },
  sqs: { status: 403, contentType: JSON_1_0, body: json('com.amazonaws.sqs#RequestThrottled') },
};
