import { FormatError } from './error.js';

/** In browsers and in Node alike, if not in the language's own types. */
declare class TextDecoder {
  constructor(encoding: string, options: { readonly fatal: boolean });
  decode(bytes: Uint8Array): string;
}

/** Text without its byte order mark. @throws FormatError where the bytes are no UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new FormatError('The file is text, but not in UTF-8: save it in that encoding.', { cause });
  }
}
