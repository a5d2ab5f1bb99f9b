import type { Principal } from '../access/principal.js';
import {
  type ChangeDecomposition,
  decomposeChange,
  decomposeLevel,
  type GroupPeriod,
  type LevelDecomposition,
} from '../analytics/decide/churn-reasons.js';
import { Refusal } from '../analytics/refusal.js';
import { TenureError } from '../errors/errors.js';
import type { Receipt } from '../semantic/contract/answer.js';
import type { CatalogView } from '../semantic/contract/catalog.js';
import type { SemanticQuery } from '../semantic/contract/query.js';
import type { SemanticService } from '../semantic/contract/service.js';
import { atOneSnapshot } from '../semantic/pivot/pivot-snapshot.js';
import type { DayRange, DecomposeQuestion } from './decompose-question.js';
import { type PredictedChange, predictedChange, predictionQueries } from './predicted-change.js';

export interface DecomposeAnswer {
  readonly level: LevelDecomposition;
  readonly change: ChangeDecomposition | null;
  /** The change by drivers of the churn model; null where it says nothing of it, with why. */
  readonly predicted: PredictedChange | null;
  readonly notPredictedBecause: string | null;
  readonly receipts: readonly Receipt[];
}

/** Asks the parts of a rate, as the caller, and takes its level and change apart; the parts sum to it. */
export async function decompose(
  semantic: SemanticService,
  question: DecomposeQuestion,
  principal: Principal,
  signal?: AbortSignal,
): Promise<DecomposeAnswer> {
  const { views } = await semantic.catalog(principal);
  const view = views.find(({ name }) => name === question.view);
  if (!view) throw new TenureError('UNKNOWN_VIEW', `There is no view ${question.view} for you.`);
  for (const name of [question.numerator, question.denominator]) requireAdditive(view, name);
  const ranges = question.before ? [question.period, question.before] : [question.period];
  const asked = ranges.flatMap((range) => [queryOf(question, range, true), queryOf(question, range, false)]);
  const predictions = question.before
    ? await predictionQueries(semantic, question, ranges, principal)
    : 'Drivers are of a change between two periods.';
  const questions = typeof predictions === 'string' ? asked : [...asked, ...predictions];
  const { result: answers, receipts } = await atOneSnapshot(semantic, principal, signal ? { signal } : {}, (ask) =>
    Promise.all(questions.map(ask)),
  );
  const cut = receipts.find(({ complete }) => !complete);
  if (cut) throw new TenureError('TOO_LARGE', `There are too many groups to take apart: ${cut.incompleteBecause}.`);
  const [now, then] = ranges.map((_, i) => groupsOf(answers[2 * i]?.rows ?? [], answers[2 * i + 1]?.rows ?? []));
  const { level, change } = takeApart(question, now ?? [], then);
  const [after, before] = answers.slice(asked.length);
  const predicted =
    typeof predictions === 'string' || !change || !question.before || !after || !before
      ? String(predictions)
      : predictedChange([question.period, question.before], [after, before], change.change);
  return {
    level,
    change,
    predicted: typeof predicted === 'string' ? null : predicted,
    notPredictedBecause: typeof predicted === 'string' ? predicted : null,
    receipts,
  };
}

function takeApart(question: DecomposeQuestion, now: readonly GroupPeriod[], then: readonly GroupPeriod[] | undefined) {
  try {
    return { level: decomposeLevel(now), change: then ? decomposeChange(then, now) : null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new TenureError(
      'BAD_REQUEST',
      `${question.numerator} is no part of ${question.denominator}: ${error.message}`,
      { cause: error },
    );
  }
}

/** The numerator by group and reason, or the denominator by group. */
function queryOf(question: DecomposeQuestion, { from, to }: DayRange, isNumerator: boolean): SemanticQuery {
  for (const day of [from, to])
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day))
      throw new TenureError('BAD_REQUEST', `"${day.slice(0, 20)}" is not a day such as 2025-12-01.`);
  const names = isNumerator ? [question.by, question.reason] : [question.by];
  return {
    view: question.view,
    measures: [{ name: isNumerator ? question.numerator : question.denominator }],
    dimensions: names.map((name) => ({ name })),
    filters: [...(question.filters ?? []), { member: question.time, operator: 'between', values: [from, to] }],
  };
}

function groupsOf(parts: readonly (readonly unknown[])[], wholes: readonly (readonly unknown[])[]): GroupPeriod[] {
  const groups = new Map(
    wholes.map(([group, whole]) => [
      nameOf(group),
      { customers: Number(whole), churnedByReason: {} as Record<string, number> },
    ]),
  );
  for (const [group, reason, count] of parts) {
    const found = groups.get(nameOf(group));
    if (found && Number(count) !== 0) found.churnedByReason[nameOf(reason)] = Number(count);
  }
  return [...groups].map(([group, one]) => ({ group, ...one }));
}

function nameOf(value: unknown): string {
  return value === null || value === undefined || value === '' ? '–' : String(value);
}

function requireAdditive(view: CatalogView, name: string): void {
  const measure = view.measures.find((one) => one.name === name);
  if (!measure) throw new TenureError('UNKNOWN_MEMBER', `${view.name} has no measure ${name} for you.`);
  if (measure.additivity !== 'additive')
    throw new TenureError('WRONG_USE', `${name} does not add up over groups: take an additive measure.`);
}
