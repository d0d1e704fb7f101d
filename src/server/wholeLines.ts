import { Transform, type TransformCallback } from 'node:stream';
import { MAX_MESSAGE_BYTES } from '../common/limits.js';

const NEWLINE = 0x0a;

/**
 * Hands bytes on in whole lines. The SDK's read buffer copies what it has with every chunk that comes, so
 * that a message of many chunks would take quadratic time, and as much memory on the way.
 */
export class WholeLines extends Transform {
  #chunks: Buffer[] = [];
  #waiting = 0;

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    const end = chunk.lastIndexOf(NEWLINE);
    this.#waiting += chunk.length;
    // A line that is too long goes on as it is, for the SDK to refuse.
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
