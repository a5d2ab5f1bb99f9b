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
    from: z
      .string()
      .min(1)
      .describe(
        "An expression over the source's columns: a column's name, a text in single quotes, or functions of them.",
      ),
    codes: z
      .record(z.string(), z.string())
      .optional()
      .describe("What the source's codes mean here; a code that is not listed is bad."),
    bad: z
      .enum(['reject', 'report'])
      .default('reject')
      .describe('A value that cannot be read: the row is quarantined, or loaded without it and the value reported.'),
    blank: z
      .enum(['accept', 'report', 'reject'])
      .default('accept')
      .describe('A blank: accepted, reported, or the row quarantined.'),
    min: z.number().optional().describe('Least value that is accepted.'),
    max: z.number().optional().describe('Largest value that is accepted.'),
    date_format: dateFormat
      .optional()
      .describe(
        "How days and times are written, such as `dd/MM/yyyy HH:mm`, beside ISO 8601; instead of the source's `date_format`.",
      ),
  }),
]);

const load = z.strictObject({
  into: z
    .enum(TARGETS.map((target) => target.name) as [string, ...string[]])
    .describe('The subject that the rows are for.'),
  where: z.string().min(1).optional().describe('Only rows where this expression holds.'),
  aggregate: z
    .enum(['sum', 'one'])
    .optional()
    .describe(
      '`sum`: rows of one key, such as the calls of a customer, day and service, are added up, within a file and over files. `one`: they are not; of several the one with the smallest content counts, as for rows with a number of their own.',
    ),
  map: z.record(z.string(), mapping).describe('Columns of the subject, each an expression or an object with `from`.'),
  attributes: z
    .record(z.string(), mapping)
    .optional()
    .describe('Values of the declared attributes; only for customer.'),
});

const attribute = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,62}$/, { error: 'must be snake_case' })
    .describe('How models and SQL call it.'),
  type: z.enum(ATTRIBUTE_TYPES).describe('What its values are.'),
  title: titled.describe('How it is shown, in English and Chinese.'),
  description: titled.optional().describe('What it means.'),
  personal: z.boolean().default(false).describe('Whether it is hidden where personal columns are.'),
});

export const mappingObject = mapping.options[1];
export const loadSchema = load;
export const attributeSchema = attribute;

/** A source file: where its files are, how they are written, and how their columns map to the warehouse. */
export const sourceSchema = z.strictObject({
  source: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,62}$/, { error: 'must be lower case words joined by -' })
    .describe('Its name in the ledger.'),
  description: z.string().optional().describe('For people.'),
  format: z
    .enum(['csv', 'json', 'jsonl', 'parquet', 'xml', 'postgres'])
    .describe(
      'How the files are written; csv is any text of lines and separators, json a list of records or columns of values.',
    ),
  files: z
    .array(z.string().min(1))
    .default([])
    .describe('Paths, directories or globs, relative to this file or to the directory given with --in.'),
  encoding: z
    .string()
    .toLowerCase()
    .refine(isEncoding, {
      error: 'is no encoding that is known here; such as utf-8, gbk, windows-1252, shift_jis, utf-16',
    })
    .default('utf-8')
    .describe('Encoding of the text: utf-8, gbk, windows-1252, shift_jis, utf-16 and others of iconv-lite.'),
  header_line: z
    .int()
    .min(0)
    .max(1000)
    .default(1)
    .describe(
      'csv: the line that names the columns; those above it are skipped. 0: no line does, and `columns` names them in order.',
    ),
  separator: z
    .string()
    .length(1)
    .refine((character) => !/["\r\n]/.test(character), { error: 'must not be a quote or a line end' })
    .default(',')
    .describe('What stands between two values of a line.'),
  time_zone: z
    .string()
    .refine(isTimeZone, { error: 'is not an IANA time zone such as UTC or Asia/Shanghai' })
    .optional()
    .describe("Zone of times that carry none, such as UTC; the operator's (TENURE_TIME_ZONE) if absent."),
  date_format: dateFormat
    .optional()
    .describe(
      'How days and times are written, such as `dd/MM/yyyy HH:mm`, `unix`, `unix_ms` or `excel`; tried before ISO 8601.',
    ),
  record: z.string().min(1).optional().describe('xml: the element that is one record.'),
  query: z.string().min(1).optional().describe('postgres: the query whose rows are the records.'),
  url: z
    .string()
    .min(1)
    .optional()
    .describe(
      'postgres: `postgres://user@host/database`; the host must be this machine or one of TENURE_SOURCE_HOSTS. The password can come from PGPASSFILE.',
    ),
  as_of: z
    .boolean()
    .default(false)
    .describe(
      'Whether the run must say which month the files describe (--as-of); expressions then have `as_of`, its first day.',
    ),
  default_as_of: z
    .string()
    .regex(/^(19|20)\d\d-(0[1-9]|1[0-2])$/, { error: 'must be a month such as 2024-01' })
    .optional()
    .describe('The month meant when the run says none, `YYYY-MM`.'),
  max_bad_share: z
    .number()
    .min(0)
    .max(1)
    .default(0.05)
    .describe('Share of rows that may be quarantined before the whole batch is refused.'),
  max_conflicting_share: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe(
      'Share of rows that may have the key of another row and other content before the batch is refused. Without it: none for usage and cost, whose key numbers no record; any for the others, where it is told.',
    ),
  min_rows: z.int().min(0).default(1).describe('Fewer rows in all files together are taken for a broken feed.'),
  expected_every: z
    .enum(['hour', 'day', 'week', 'month'])
    .optional()
    .describe(
      'How often a new file should come; a feed that is longer without one is late. Without it: by its own history.',
    ),
  stop_at_alarms: z
    .boolean()
    .default(false)
    .describe('Whether a load is refused when its rows, sums or blanks are far from those of the loads before.'),
  columns: z.array(z.string().min(1)).min(1).describe('Columns that the files must have; others only warn.'),
  attributes: z
    .array(attribute)
    .default([])
    .describe("Attributes of the operator's own, which become dimensions of customers."),
  loads: z.array(load).min(1).describe('What is made of each record.'),
});

export type SourceSpec = z.infer<typeof sourceSchema>;
export type LoadSpec = z.infer<typeof load>;
export type AttributeSpec = z.infer<typeof attribute>;

export type MappingSpec = z.infer<typeof mapping>;
