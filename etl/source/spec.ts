import { z } from 'zod';
import { ATTRIBUTE_TYPES } from '../../src/warehouse/attributes.js';
import { TARGETS } from '../targets.js';
import { isEncoding } from './encoding.js';

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const titled = z.strictObject({ en: z.string().min(1), zh: z.string().min(1) });

const dateFormat = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

/** One column's way from the source: an expression over the source's columns, and what to do with what does not fit. */
const mapping = z.union([
  z.string().min(1),
  z.strictObject({
    from: z.string().min(1),
    /** What the source's codes mean here; a code that is not listed is bad. */
    codes: z.record(z.string(), z.string()).optional(),
    /** A value that cannot be read: the row is quarantined, or loaded without it and the value reported. */
    bad: z.enum(['reject', 'report']).default('reject'),
    /** A blank: accepted, reported, or the row quarantined. */
    blank: z.enum(['accept', 'report', 'reject']).default('accept'),
    /** Least and largest value that is accepted. */
    min: z.number().optional(),
    max: z.number().optional(),
    /** How days and times are written, such as `dd/MM/yyyy HH:mm`, beside ISO 8601; instead of the source's `date_format`. */
    date_format: dateFormat.optional(),
  }),
]);

const load = z.strictObject({
  into: z.enum(TARGETS.map((target) => target.name) as [string, ...string[]]),
  /** Only rows where this expression holds. */
  where: z.string().min(1).optional(),
  /**
   * `sum`: rows of one key, such as the calls of a customer, day and service, are added up, within a file and over files.
   * `one`: they are not; of several the one with the smallest content counts, as for rows with a number of their own.
   */
  aggregate: z.enum(['sum', 'one']).optional(),
  map: z.record(z.string(), mapping),
  /** Values of the declared attributes; only for customer. */
  attributes: z.record(z.string(), mapping).optional(),
});

const attribute = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, { error: 'must be snake_case' }),
  type: z.enum(ATTRIBUTE_TYPES),
  title: titled,
  description: titled.optional(),
  personal: z.boolean().default(false),
});

/** A source file: where its files are, how they are written, and how their columns map to the warehouse. */
export const sourceSchema = z.strictObject({
  source: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, { error: 'must be lower case words joined by -' }),
  description: z.string().optional(),
  format: z.enum(['csv', 'json', 'jsonl', 'parquet', 'xml', 'postgres']),
  /** Paths, directories or globs, relative to this file or to the directory given with --in. */
  files: z.array(z.string().min(1)).default([]),
  encoding: z
    .string()
    .toLowerCase()
    .refine(isEncoding, {
      error: 'is no encoding that is known here; such as utf-8, gbk, windows-1252, shift_jis, utf-16',
    })
    .default('utf-8'),
  /** csv: the line that names the columns; those above it are skipped. 0: no line does, and `columns` names them in order. */
  header_line: z.int().min(0).max(1000).default(1),
  /** What stands between two values of a line. */
  separator: z
    .string()
    .length(1)
    .refine((character) => !/["\r\n]/.test(character), { error: 'must not be a quote or a line end' })
    .default(','),
  /** Zone of times that carry none, such as UTC; the operator's (TENURE_TIME_ZONE) if absent. */
  time_zone: z
    .string()
    .refine(isTimeZone, { error: 'is not an IANA time zone such as UTC or Asia/Shanghai' })
    .optional(),
  /** How days and times are written, such as `dd/MM/yyyy HH:mm`, `unix`, `unix_ms` or `excel`; tried before ISO 8601. */
  date_format: dateFormat.optional(),
  /** xml: the element that is one record. */
  record: z.string().min(1).optional(),
  /** postgres: a query and the URL of the database; the password can come from PGPASSFILE, as for psql. */
  query: z.string().min(1).optional(),
  url: z.string().min(1).optional(),
  /** Whether the run must say which month the files describe (--as-of); expressions then have `as_of`, its first day. */
  as_of: z.boolean().default(false),
  /** The month meant when the run says none, `YYYY-MM`. */
  default_as_of: z
    .string()
    .regex(/^(19|20)\d\d-(0[1-9]|1[0-2])$/, { error: 'must be a month such as 2024-01' })
    .optional(),
  /** Share of rows that may be quarantined before the whole batch is refused. */
  max_bad_share: z.number().min(0).max(1).default(0.05),
  /**
   * Share of rows that may have the key of another row and other content before the batch is refused. Without it: none for usage and
   * cost, whose key numbers no record; any for the others, where it is told.
   */
  max_conflicting_share: z.number().min(0).max(1).optional(),
  /** Fewer rows in all files together are taken for a broken feed. */
  min_rows: z.int().min(0).default(1),
  /** Columns that the files must have; others only warn. */
  columns: z.array(z.string().min(1)).min(1),
  attributes: z.array(attribute).default([]),
  loads: z.array(load).min(1),
});

export type SourceSpec = z.infer<typeof sourceSchema>;
export type LoadSpec = z.infer<typeof load>;
export type AttributeSpec = z.infer<typeof attribute>;

export type MappingSpec = z.infer<typeof mapping>;
