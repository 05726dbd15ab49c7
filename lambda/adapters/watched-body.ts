// A body that ends in exactly one of two ways: with all its bytes, or with TryAgain. A cut, stalled, short or falsified one never looks like the end of a file.
import { Readable } from 'node:stream';
import { TryAgain } from '../core/errors.ts';
import { tryAgain } from './sdk-errors.ts';

export interface BodyWatch {
  source: Readable;
  /** From Content-Length; any other number of bytes is an error. */
  expectedSizeInBytes: number;
  /** Longest silence of the source while the reader is waiting for bytes; a slow reader costs nothing. */
  idleTimeoutInMs: number;
  signal: AbortSignal;
}

const READING = 'reading the object';

/** Wraps the body of an answer. The SDK's own time-outs end with the head of the answer: a stalled body would hang for ever. */
export function watchBody(watch: BodyWatch): Readable {
  return new WatchedBody(watch);
}

class WatchedBody extends Readable {
  readonly #watch: BodyWatch;
  readonly #timer: NodeJS.Timeout;
  readonly #onAbort = () => this.destroy(new TryAgain('The reading was stopped because time ran out.'));
  #receivedInBytes = 0;
  #isWaiting = false;

  constructor(watch: BodyWatch) {
    super();
    this.#watch = watch;
    this.#timer = setTimeout(() => this.#onSilence(), watch.idleTimeoutInMs);
    const { source, signal } = watch;
    source.on('data', (chunk: Buffer) => this.#onData(chunk));
    source.on('end', () => this.#onEnd());
    source.on('error', (error) => this.destroy(tryAgain(READING, error)));
    source.on('close', () => this.#onClose());
    source.pause();
    signal.addEventListener('abort', this.#onAbort, { once: true });
    if (signal.aborted) this.#onAbort();
  }

  override _read(): void {
    this.#isWaiting = true;
    this.#timer.refresh();
    this.#watch.source.resume();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#timer);
    this.#watch.signal.removeEventListener('abort', this.#onAbort);
    // Its listeners stay: an error that arrives late still has a hearer and cannot end the process.
    this.#watch.source.destroy();
    done(error);
  }

  #onData(chunk: Buffer): void {
    if (this.destroyed) return;
    this.#receivedInBytes += chunk.length;
    this.#timer.refresh();
    if (this.push(chunk)) return;
    this.#isWaiting = false;
    this.#watch.source.pause();
  }

  #onEnd(): void {
    if (this.destroyed) return;
    // The reader may take its time with what is still buffered here.
    this.#isWaiting = false;
    clearTimeout(this.#timer);
    const { expectedSizeInBytes } = this.#watch;
    if (this.#receivedInBytes === expectedSizeInBytes) this.push(null);
    else
      this.destroy(
        new TryAgain(
          `The object has ${expectedSizeInBytes} bytes but ${this.#receivedInBytes} arrived; it must be read again.`,
        ),
      );
  }

  #onClose(): void {
    if (this.destroyed || this.#watch.source.readableEnded) return;
    this.destroy(
      new TryAgain(
        `The connection was closed after ${this.#receivedInBytes} bytes; the object must be read again.`,
      ),
    );
  }

  /** Timers come before sockets in the event loop: after a long computation the bytes may lie there unread, so they get one turn. */
  #onSilence(): void {
    const received = this.#receivedInBytes;
    setImmediate(() => {
      if (this.destroyed || !this.#isWaiting || received !== this.#receivedInBytes) return;
      this.destroy(
        new TryAgain(
          `No byte of the object came for ${this.#watch.idleTimeoutInMs} ms; it must be read again.`,
        ),
      );
    });
  }
}
