import { calendarBucket } from '../../cube/dialect/calendar.js';
import type { CubeMetaDimension, CubeMetaMeasure } from '../../cube/meta.js';
import { TenureError } from '../../errors/errors.js';
import type { Expression } from '../contract/expression.js';
import type { DimensionRef, MeasureRef } from '../contract/query.js';
import { addsUp, argumentsOf, notesOf } from '../model/member-notes.js';
import type { Period } from '../model/period-kind.js';
import { requireMember, type View } from '../model/view.js';
import { resolveArguments } from './computed/arguments.js';
import { type TargetQuestion, targetKeys } from './computed/target.js';
import { templateExpression, templateFor } from './computed/template.js';
import type { MemberExpressions } from './member-expression.js';
import type { PlannedColumn } from './planned-column.js';

/** What the columns of one question share. */
export interface ColumnParts {
  readonly view: View;
  readonly expressions: MemberExpressions;
  /** Every group lies within one month (one-per-month.ts). */
  readonly oneMonth: boolean;
  readonly form: Form;
}

/** What measures with two templates are made of: sums of states, which projections hold, or single rows. */
export type Form = 'states' | 'rows';

/** Throws UNKNOWN_MEMBER and WRONG_USE. */
export function dimensionColumn({ view, expressions }: ColumnParts, ref: DimensionRef): PlannedColumn {
  const name = ref.as ?? ref.name;
  if (ref.expression)
    return { ...expressionColumn('dimension', name, ref, expressions), ofTime: namesTime(view, ref.expression) };
  const definition = requireMember<CubeMetaDimension>(view, 'dimension', ref.name);
  const asked = definition.name;
  const { granularity } = ref;
  const ofTime = ref.name === notesOf(view.item.meta).time;
  if (granularity === undefined) return { role: 'dimension', name, member: asked, asked, definition, ofTime, ref };
  if (definition.type !== 'time')
    throw new TenureError('WRONG_USE', `${ref.name} is not a time: it has no ${granularity}.`);
  const { grain } = notesOf(definition.meta);
  if (grain && calendarBucket('', grain, granularity) === undefined) {
    throw new TenureError('WRONG_USE', `${ref.name} is a ${grain}: it has no ${granularity}.`);
  }
  return { role: 'dimension', name, member: `${asked}.${granularity}`, asked, definition, granularity, ofTime, ref };
}

/** Throws UNKNOWN_MEMBER, and BAD_REQUEST for arguments that the measure does not take. */
export function measureColumn(parts: ColumnParts, targets: TargetQuestion, ref: MeasureRef): PlannedColumn {
  const { view, oneMonth, expressions, form } = parts;
  const name = ref.as ?? ref.name;
  if (ref.expression) return expressionColumn('measure', name, ref, expressions);
  const definition = requireMember<CubeMetaMeasure>(view, 'measure', ref.name);
  const notes = notesOf(definition.meta);
  const given = resolveArguments(ref.name, argumentsOf(notes), ref.arguments);
  const ofRows = form === 'rows' ? notes.base_template : undefined;
  const template = ofRows ?? (Object.keys(ref.arguments ?? {}).length > 0 ? notes.template : undefined);
  if (template !== undefined) {
    const text = templateFor(ref.name, template, given);
    const { json, alias } = expressions.add(templateExpression(ref.name, text, given, notes.parts));
    return { role: 'measure', name, member: alias, asked: json, definition, ref, arguments: given };
  }
  // Within one month the last month is that month.
  const period = notes.period?.kind === 'closing' && oneMonth ? undefined : notes.period;
  const source = sourceOf(view, period?.of ?? notes.target?.of, definition, oneMonth);
  const column = {
    role: 'measure',
    name,
    member: source.name,
    asked: source.name,
    definition,
    ref,
    arguments: given,
    additive: addsUp(source),
  } as const;
  const base = `${name}__base`;
  if (notes.target) {
    const { kind, of, value } = notes.target;
    return { ...column, target: { kind, of, base, value, keys: targetKeys(notes.target, targets) } };
  }
  if (!period) return column;
  const { kind, months = 1, time } = period;
  const computed: Period = { kind, base, months: Number(given['months'] ?? months), ...(time ? { time } : {}) };
  return { ...column, period: computed };
}

/** What Cube is asked for a measure: itself, what it is made of, or a plain sum that is the same within one month. */
function sourceOf(view: View, of: string | undefined, definition: CubeMetaMeasure, oneMonth: boolean): CubeMetaMeasure {
  const base = of === undefined ? definition : view.hidden.get(of);
  if (!base) throw new TenureError('MODEL', `${definition.name} is made of ${of}, which its view does not include.`);
  const instead = oneMonth ? notesOf(base.meta).distinct?.instead : undefined;
  return (instead === undefined ? undefined : view.hidden.get(instead)) ?? base;
}

function namesTime(view: View, { parts }: Expression): boolean {
  const { time } = notesOf(view.item.meta);
  return parts.some((part) => typeof part === 'object' && 'member' in part && part.member === time);
}

function expressionColumn(
  role: PlannedColumn['role'],
  name: string,
  ref: MeasureRef | DimensionRef,
  expressions: MemberExpressions,
): PlannedColumn {
  if (!ref.expression) throw new TenureError('INTERNAL', `${name} is no expression.`);
  const { json, alias } = expressions.add(ref.expression);
  return { role, name, member: alias, asked: json, ref };
}
