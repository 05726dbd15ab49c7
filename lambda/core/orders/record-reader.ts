// What the readers of the four formats offer: they find the orders in the window and hand them to the assembler.
import type { ContentWindow } from './content-window.ts';
import type { OrderAssembler } from './order-assembler.ts';

export interface RecordReader {
  /**
   * Takes one step: a row, a tag, a value. Returns false when nothing of the window was taken, because it does not hold a whole one;
   * `isLast` says that nothing will follow.
   */
  step(isLast: boolean): boolean;
  /** The window is going to move; what is still needed of it must be kept elsewhere. */
  retain?(): void;
  /** The content has ended and every step has been taken. */
  finish?(): void;
}

export type CreateRecordReader = (window: ContentWindow, assembler: OrderAssembler) => RecordReader;
