import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import iconv from 'iconv-lite';
import { TenureError } from '../../src/errors/errors.js';
import { contentOf } from './content.js';
import type { SourceSpec } from './spec.js';

const UTF_8 = ['utf-8', 'utf8'];

/** Whether texts of an encoding can be read. */
export function isEncoding(name: string): boolean {
  return iconv.encodingExists(name) && !/^(base64|hex|binary|internal)/i.test(name);
}

/** How the engine gets the text of a file: as it is, converted by the engine cell by cell, or converted whole beforehand. */
export function conversionOf({ encoding, format }: Pick<SourceSpec, 'encoding' | 'format'>): 'none' | 'cells' | 'file' {
  if (UTF_8.includes(encoding) || format === 'parquet' || format === 'postgres') return 'none';
  return encoding === 'gbk' && format === 'csv' ? 'cells' : 'file';
}

/** Writes a file anew as UTF-8, unzipped, in bounded memory. What is no text of the encoding becomes U+FFFD. Throws SOURCE. */
export async function toUtf8(file: string, encoding: string, to: string): Promise<void> {
  try {
    await pipeline(contentOf(file), iconv.decodeStream(encoding), iconv.encodeStream('utf-8'), createWriteStream(to));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TenureError('SOURCE', `${file} cannot be read as ${encoding}: ${reason}`, { cause: error });
  }
}

/** Text of an encoding, such as a header line. */
export function decoded(bytes: Buffer, encoding: string): string {
  return iconv.decode(bytes, encoding);
}
