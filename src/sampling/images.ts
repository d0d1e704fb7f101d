import { IMAGE_TYPES, type ImageContent, type ImageType } from '../models/model.js';
import { malformed, refused } from './refusal.js';

/** The maximum size of an image, in bytes. */
export const MAX_IMAGE_BYTES = 5 * 1024 * 1024;

const NOT_BASE64 = /[^A-Za-z0-9+/]/;

/** The first bytes of each file type, as Latin-1 text. */
const SIGNATURES: Readonly<Record<ImageType, RegExp>> = {
  'image/jpeg': /^\xff\xd8\xff/,
  'image/png': /^\x89PNG\r\n/,
  'image/gif': /^GIF8[79]a/,
  'image/webp': /^RIFF[^]{4}WEBP/,
};

/** The type that a file's first bytes tell, whatever its name says; undefined if no model takes it. */
export function imageTypeOf(bytes: Uint8Array): ImageType | undefined {
  const start = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  return IMAGE_TYPES.find((type) => SIGNATURES[type].test(start));
}

/**
 * Checks an image: a supported type, valid Base64, not too large, and actually of the declared type.
 *
 * @param where its place in the request, for the error
 * @throws {SamplingRefusal} -1 if no model accepts it, -32602 if it is invalid
 */
export function readImage(mimeType: string, data: string, where: string): ImageContent {
  const type = IMAGE_TYPES.find((known) => known === mimeType.toLowerCase());
  if (type === undefined) {
    throw refused(
      `${where} is an image of type "${mimeType.slice(0, 40)}"; models accept ${IMAGE_TYPES.join(', ')}`,
    );
  }
  if (!isBase64(data)) throw malformed(`${where} is an image that is not valid Base64`);
  const bytes = Buffer.byteLength(data, 'base64');
  if (bytes > MAX_IMAGE_BYTES) {
    const mib = (size: number): string => (size / 1024 / 1024).toFixed(1);
    throw refused(
      `${where} is an image of ${mib(bytes)} MiB; models accept up to ${mib(MAX_IMAGE_BYTES)} MiB`,
    );
  }
  if (imageTypeOf(Buffer.from(data.slice(0, 16), 'base64')) !== type)
    throw malformed(`${where} claims to be ${type} but is not`);
  return { type: 'image', mimeType: type, data };
}

/** Searches for an invalid character; matching the whole string would overflow the stack for a large image. */
function isBase64(data: string): boolean {
  return data !== '' && data.length % 4 === 0 && !NOT_BASE64.test(data.replace(/={1,2}$/, ''));
}
