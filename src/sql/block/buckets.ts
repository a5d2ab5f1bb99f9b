import type { CatalogDimension } from '../../semantic/contract/catalog.js';
import type { Granularity } from '../../semantic/contract/query.js';
import { as, type FuncCall, functionName, type Node, namesOf, stringConstant } from '../query/ast.js';
import { memberOf } from '../query/scope.js';

/** How finely an expression looks at a date: at its bucket, or at the date itself. */
export type Bucket = Granularity | 'raw';

const FINENESS: readonly Bucket[] = ['raw', 'second', 'minute', 'hour', 'day', 'month', 'quarter', 'year'];

/** Buckets that a part of a date depends on. */
const FIELDS: Readonly<Record<string, Granularity>> = {
  year: 'year',
  isoyear: 'day',
  decade: 'year',
  century: 'year',
  millennium: 'year',
  quarter: 'quarter',
  month: 'month',
  week: 'day',
  day: 'day',
  dow: 'day',
  isodow: 'day',
  doy: 'day',
};

export interface BucketUse {
  readonly member: string;
  readonly bucket: Granularity;
}

/** What a call such as date_trunc('month', d), extract(year from d) or to_char(d, 'YYYY-MM') sees of a date member. */
export function bucketUse(call: FuncCall): BucketUse | undefined {
  const name = functionName(call);
  const [first, second] = call.args ?? [];
  if (call.args?.length !== 2) return undefined;
  if (name === 'date_trunc') {
    const member = dateMember(second);
    const unit = stringConstant(first)?.toLowerCase();
    const bucket = unit === undefined ? undefined : TRUNCATIONS[unit];
    return member !== undefined && bucket ? { member, bucket } : undefined;
  }
  if (name === 'extract' || name === 'date_part') {
    const member = dateMember(second);
    const bucket = FIELDS[stringConstant(first)?.toLowerCase() ?? ''];
    return member !== undefined && bucket ? { member, bucket } : undefined;
  }
  if (name === 'to_char') {
    const member = dateMember(first);
    const format = stringConstant(second);
    if (member === undefined || format === undefined) return undefined;
    if (/^YYYY$/.test(format)) return { member, bucket: 'year' };
    if (/^YYYY[-/. ]?"?Q?"?Q$/.test(format)) return { member, bucket: 'quarter' };
    return /^YYYY[-/. ]?MM$/.test(format) ? { member, bucket: 'month' } : undefined;
  }
  return undefined;
}

const TRUNCATIONS: Readonly<Record<string, Granularity>> = {
  day: 'day',
  month: 'month',
  quarter: 'quarter',
  year: 'year',
  decade: 'year',
  century: 'year',
  millennium: 'year',
};

/** A member, perhaps cast to a kind of date: the casts keep year, month and day. */
function dateMember(node: Node | undefined): string | undefined {
  const cast = as(node, 'TypeCast');
  if (!cast?.arg) return memberOf(node);
  const type = namesOf(cast.typeName?.names).at(-1) ?? '';
  return ['date', 'timestamp', 'timestamptz'].includes(type) ? dateMember(cast.arg) : undefined;
}

/** The bucket that tells all uses apart. Undefined: the dimension's own values. */
export function commonBucket(dimension: CatalogDimension, uses: ReadonlySet<Bucket>): Granularity | undefined {
  if (dimension.type !== 'date') return undefined;
  const finest = FINENESS.find((bucket) => uses.has(bucket)) ?? 'raw';
  if (finest === 'raw') return undefined;
  const own = dimension.grain ?? 'day';
  return FINENESS.indexOf(finest) <= FINENESS.indexOf(own === 'second' ? 'second' : own) ? undefined : finest;
}

/** Whether the value of `key` tells two buckets of the member apart, all by itself. */
export function tellsApart(key: Node, member: string, bucket: Granularity | undefined, own: Granularity): boolean {
  if (memberOf(key) === member) return true;
  const cast = as(key, 'TypeCast');
  if (cast?.arg) {
    const type = namesOf(cast.typeName?.names).at(-1) ?? '';
    const days = FINENESS.indexOf(bucket ?? own) >= FINENESS.indexOf('day');
    const exact = ['text', 'varchar', 'timestamp', 'timestamptz'].includes(type) || (type === 'date' && days);
    return exact && !cast.typeName?.typmods && tellsApart(cast.arg, member, bucket, own);
  }
  const call = as(key, 'FuncCall');
  const use = call && bucketUse(call);
  if (!call || use?.member !== member || use.bucket !== (bucket ?? own)) return false;
  const unit = stringConstant(call.args?.[0])?.toLowerCase();
  if (functionName(call) === 'date_trunc') return unit === use.bucket;
  return functionName(call) === 'to_char' || unit === 'year';
}

/** Whether keys such as extract(year …) and extract(month …) together tell the buckets of a member apart. */
export function togetherTellApart(
  keys: readonly Node[],
  member: string,
  bucket: Granularity | undefined,
  own: Granularity,
): boolean {
  if (keys.some((key) => tellsApart(key, member, bucket, own))) return true;
  const fields = new Set(
    keys.flatMap((key) => {
      const inner = peelNumericCasts(key);
      const call = as(inner, 'FuncCall');
      const use = call && bucketUse(call);
      return call && use?.member === member
        ? [`${functionName(call)}:${stringConstant(call.args?.[0])?.toLowerCase()}`]
        : [];
    }),
  );
  const has = (field: string) => fields.has(`extract:${field}`) || fields.has(`date_part:${field}`);
  const year = has('year') || fields.has('date_trunc:year');
  switch (bucket ?? own) {
    case 'year':
      return year;
    case 'quarter':
      return year && has('quarter');
    case 'month':
      return year && has('month');
    case 'day':
      return (year && has('month') && has('day')) || (year && has('doy'));
    default:
      return false;
  }
}

function peelNumericCasts(node: Node): Node {
  const cast = as(node, 'TypeCast');
  const type = namesOf(cast?.typeName?.names).at(-1) ?? '';
  return cast?.arg && /^(int[248]|numeric|float8|text|varchar)$/.test(type) ? peelNumericCasts(cast.arg) : node;
}
