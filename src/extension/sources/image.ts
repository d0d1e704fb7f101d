import * as vscode from 'vscode';
import { SummarizeError } from '../../common/errors.js';
import type { ImageContent } from '../../models/model.js';
import { imageTypeOf, MAX_IMAGE_BYTES } from '../../sampling/images.js';
import type { SourceText } from './sourceText.js';

/** How images are named, also those that models do not take. */
const NAMES = /\.(?:png|jpe?g|gif|webp|bmp|ico|avif|tiff?|heic)$/i;

/** Whether a file is an image, by its name. An SVG is a text. */
export function isImageFile(uri: vscode.Uri): boolean {
  return NAMES.test(uri.path);
}

/**
 * An image as a source.
 *
 * @throws {SummarizeError} `nothingToSummarize` if it cannot be read, or models do not take its type; `textTooLarge`
 */
export async function readImageFile(uri: vscode.Uri): Promise<SourceText> {
  const title = uri.path.split('/').at(-1) ?? uri.path;
  return {
    text: '',
    image: await contentOf(uri),
    title,
    part: 'image',
    lines: '',
    firstLine: undefined,
    languageId: 'image',
    identity: uri.toString(),
    place: { uri, ranges: [] },
  };
}

async function contentOf(uri: vscode.Uri): Promise<ImageContent> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > MAX_IMAGE_BYTES) {
      const megabytes = (size / 1024 / 1024).toFixed(1);
      throw new SummarizeError(
        'textTooLarge',
        `The image has ${megabytes} MiB, and models take up to 5; make it smaller.`,
      );
    }
    const bytes = await vscode.workspace.fs.readFile(uri);
    // A name may be wrong, and a model would refuse the image.
    const mimeType = imageTypeOf(bytes);
    if (mimeType === undefined) {
      throw new SummarizeError(
        'nothingToSummarize',
        'Models take PNG, JPEG, GIF and WebP; convert the image to one of them.',
      );
    }
    return { type: 'image', mimeType, data: Buffer.from(bytes).toString('base64') };
  } catch (cause) {
    if (cause instanceof SummarizeError) throw cause;
    throw new SummarizeError('nothingToSummarize', 'The image cannot be read; was it moved?', { cause });
  }
}
