// A body that ends in exactly one of two ways: with all its bytes, or with TryAgain. A cut, stalled, short or falsified one never looks like the end of a file.
import { Readable } from 'node:stream';
import { TryAgain } from '../core/errors.ts';
import type { BodyInBlocks } from '../core/formats/stored-bytes.ts';
import { GatheredBlocks } from './gathered-blocks.ts';
import { tryAgain } from './sdk-errors.ts';
import type { ChecksumCheck } from './stored-checksum.ts';

export interface BodyWatch {
  source: Readable;
  /** From Content-Length; any other number of bytes is an error. */
  expectedSizeInBytes: number;
  /** Longest silence of the source while the reader is waiting for bytes; a slow reader costs nothing. */
  idleTimeoutInMs: number;
  signal: AbortSignal;
  /** Sees all bytes, in their order, before the reader does; the body closes it. */
  checksum?: ChecksumCheck | undefined;
}

const READING = 'reading the object';

/** Wraps the body of an answer. The SDK's own time-outs end with the head of the answer: a stalled body would hang for ever. */
export function watchBody(watch: BodyWatch): BodyInBlocks {
  return new WatchedBody(watch);
}

/** Somebody who waits for the next block; undefined is the end. */
type Waiting = PromiseWithResolvers<Buffer | undefined>;

class WatchedBody extends Readable implements BodyInBlocks {
  readonly #watch: BodyWatch;
  readonly #gathered: GatheredBlocks;
  readonly #timer: NodeJS.Timeout;
  readonly #onAbort = () => this.destroy(new TryAgain('The reading was stopped because time ran out.'));
  #receivedInBytes = 0;
  #hasEnded = false;
  #waiting: Waiting | undefined;

  constructor(watch: BodyWatch) {
    super();
    this.#watch = watch;
    this.#gathered = new GatheredBlocks(watch.expectedSizeInBytes);
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

  async *blocks(): AsyncGenerator<Buffer> {
    // They come out of the iteration; as an event they would need a hearer of their own.
    this.on('error', () => {});
    try {
      for (let block = await this.#next(); block; block = await this.#next()) yield block;
    } finally {
      this.destroy();
    }
  }

  /** For those who read it as a stream: they may keep what they get, so they get copies. */
  override _read(): void {
    this.#next().then(
      (block) => this.push(block ? Buffer.from(block) : null),
      // The stream has been destroyed with this error.
      () => undefined,
    );
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#timer);
    const { signal, source, checksum } = this.#watch;
    signal.removeEventListener('abort', this.#onAbort);
    // Its listeners stay: an error that arrives late still has a hearer and cannot end the process.
    source.destroy();
    checksum?.close();
    this.#waiting?.reject(error ?? closed());
    this.#waiting = undefined;
    done(error);
  }

  /** One call at a time. */
  #next(): Promise<Buffer | undefined> {
    if (this.destroyed) return Promise.reject(this.errored ?? closed());
    this.#waiting = Promise.withResolvers();
    const { promise } = this.#waiting;
    this.#serve();
    if (!this.#waiting) return promise;
    this.#timer.refresh();
    this.#watch.source.resume();
    return promise;
  }

  /** Gives the one who waits a block or the end, if there is either. */
  #serve(): void {
    const block = this.#waiting && this.#gathered.take(this.#hasEnded);
    if (!this.#waiting || (!block && !this.#hasEnded)) return;
    try {
      if (block) this.#watch.checksum?.update(block);
      else this.#watch.checksum?.verify();
    } catch (error) {
      this.destroy(error as Error);
      return;
    }
    this.#waiting.resolve(block);
    this.#waiting = undefined;
  }

  #onData(chunk: Buffer): void {
    if (this.destroyed) return;
    this.#receivedInBytes += chunk.length;
    this.#timer.refresh();
    this.#gathered.add(chunk);
    this.#serve();
    if (!this.#waiting && this.#gathered.isFull) this.#watch.source.pause();
  }

  #onEnd(): void {
    if (this.destroyed) return;
    // The reader may take its time with what is still gathered here.
    clearTimeout(this.#timer);
    this.#hasEnded = true;
    const { expectedSizeInBytes } = this.#watch;
    if (this.#receivedInBytes === expectedSizeInBytes) this.#serve();
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
      if (this.destroyed || !this.#waiting || received !== this.#receivedInBytes) return;
      this.destroy(
        new TryAgain(
          `No byte of the object came for ${this.#watch.idleTimeoutInMs} ms; it must be read again.`,
        ),
      );
    });
  }
}

const closed = () => new TryAgain('The body was closed before its end; the object must be read again.');
