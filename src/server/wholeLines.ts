import { Transform, type TransformCallback } from 'node:stream';
import { MAX_MESSAGE_BYTES } from '../common/limits.js';

const NEWLINE = 0x0a;

/**
 * Passes bytes on in whole lines. The SDK's read buffer copies its content with every chunk, so a message of many
 * chunks would take quadratic time and memory.
 */
export class WholeLines extends Transform {
  #chunks: Buffer[] = [];
  #waiting = 0;

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    const end = chunk.lastIndexOf(NEWLINE);
    this.#waiting += chunk.length;
    // A line that is too long is passed on for the SDK to reject.
    if (end < 0 && this.#waiting <= MAX_MESSAGE_BYTES) {
      this.#chunks.push(chunk);
      done();
      return;
    }
    const whole = end < 0 ? chunk.length : end + 1;
    const lines = Buffer.concat([...this.#chunks, chunk.subarray(0, whole)]);
    this.#chunks = [chunk.subarray(whole)];
    this.#waiting = chunk.length - whole;
    done(null, lines);
  }
}
