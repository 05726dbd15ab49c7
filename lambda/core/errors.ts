// Errors, named by what the caller does about them. Everything else that is thrown is unexpected and is treated like TryAgain.

/** Base of all errors of this package. */
export class FileProcessingError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The environment of the function is wrong; the operator must mend it before any file can be processed. */
export class ConfigurationError extends FileProcessingError {}

/** A service refused or was out of reach, or time ran out: give the attempt back and let the message come again. */
export class TryAgain extends FileProcessingError {}

/** Another file must be finished first: nobody is at fault, the message only comes again. */
export class InWorkElsewhere extends TryAgain {}

/** The message is not one that this system understands: it fails, is dead-lettered and then parked. */
export class UnknownMessage extends FileProcessingError {}

/** An invocation by hand asks for something that makes no sense; whoever asked must mend it. */
export class BadRequest extends FileProcessingError {}

/** The pinned object version no longer exists. */
export class VersionGone extends FileProcessingError {}

/** The object exists but can never be read as it is: archived, or encrypted with a key that the customer keeps. */
export class ObjectNotReadable extends FileProcessingError {}
