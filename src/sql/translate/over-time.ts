import { type FuncCall, functionName, type Node, stringConstant } from '../query/ast.js';
import { fieldOf, formatted, startOf } from './days.js';
import {
  atTimeZone,
  clockField,
  dayOf,
  momentField,
  momentFormatted,
  momentStart,
  momentTruncated,
} from './moments.js';
import type { Names } from './names.js';
import { kindOf, type PgType, type Translated } from './types.js';

type Translate = (node: Node | undefined) => Translated | undefined;

/** Functions over dates and points in time: date_trunc, extract, date_part, to_char and AT TIME ZONE. */
export function overTime(asked: FuncCall, names: Names, translate: Translate): Translated | undefined {
  const name = functionName(asked);
  const [first, second, third] = asked.args ?? [];
  if (!second || third) return undefined;
  const word = stringConstant(first);
  if (name === 'timezone') {
    const value = word === undefined ? undefined : translate(second);
    return value && word !== undefined ? atTimeZone(word, value) : undefined;
  }
  if (name === 'to_char') {
    const format = stringConstant(second);
    const value = translate(first);
    if (format === undefined || !value) return undefined;
    return kindOf(value) === 'day' ? formatted(value, format) : momentFormatted(value, format);
  }
  const unit = word?.toLowerCase();
  if (unit === undefined || !['date_trunc', 'extract', 'date_part'].includes(name)) return undefined;
  if (name === 'date_trunc') return truncated(unit, second, names, translate);
  return field(unit, second, name === 'extract' ? 'numeric' : 'float8', names, translate);
}

function truncated(unit: string, node: Node, names: Names, translate: Translate): Translated | undefined {
  const member = names.moment(node);
  const start = member === undefined ? undefined : momentStart(unit, member, 'timestamp');
  if (start) return start;
  const value = translate(node);
  if (!value) return undefined;
  if (kindOf(value) === 'day') return startOf(unit, value);
  if (value.type !== 'moment') return undefined;
  return momentTruncated(unit, value) ?? startOf(unit, dayOf(value, 'timestamp'));
}

function field(name: string, node: Node, gives: PgType, names: Names, translate: Translate): Translated | undefined {
  const member = names.moment(node);
  const ofMember = member === undefined ? undefined : clockField(name, member, gives);
  if (ofMember) return ofMember;
  const day = member === undefined ? undefined : momentStart('day', member, 'timestamp');
  const value = translate(node);
  if (!value) return undefined;
  if (kindOf(value) === 'day') return fieldOf(name, value, gives);
  if (kindOf(value) !== 'moment' && kindOf(value) !== 'instant') return undefined;
  const ofClock = momentField(name, value, gives);
  if (ofClock || value.type !== 'moment') return ofClock;
  return fieldOf(name, day ?? dayOf(value, 'timestamp'), gives);
}
