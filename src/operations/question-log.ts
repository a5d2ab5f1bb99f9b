import type { Principal } from '../access/principal.js';
import { asTenureError } from '../errors/errors.js';
import type { Receipt } from '../semantic/contract/answer.js';
import type { Filter, SemanticQuery } from '../semantic/contract/query.js';
import type { SemanticService, StreamingSemanticService } from '../semantic/contract/service.js';

export const DOORS = ['page', 'graphql', 'sql', 'rest', 'report', 'alert'] as const;
export type Door = (typeof DOORS)[number];

/** One question as it was asked: names of members, never the values that it filtered by, which may be personal. */
export interface LoggedQuestion {
  /** ISO 8601 UTC, when it was asked. */
  readonly at: string;
  readonly door: Door;
  readonly user: string;
  readonly view: string;
  readonly measures: readonly string[];
  readonly dimensions: readonly string[];
  /** Members that the question filtered by. */
  readonly filteredBy: readonly string[];
  /** From the question to its answer, waiting in line included. */
  readonly durationMs: number;
  /** Rows that the engine read; null where the door does not tell. */
  readonly rowsRead: number | null;
  readonly layer: string | null;
  readonly cached: boolean;
  /** The kind of error; null for an answer. */
  readonly error: string | null;
}

export interface QuestionChoice {
  readonly order?: 'latest' | 'slowest';
  readonly first?: number;
  /** Only questions that took at least as long. */
  readonly atLeastMs?: number;
}

/** Who used which door, in the questions that are kept. */
export interface Activity {
  readonly user: string;
  readonly door: Door;
  readonly questions: number;
  readonly lastAt: string;
  readonly slowestMs: number;
}

export const LATEST = 1000;
export const SLOWEST = 100;
/** How long a slow question is remembered. */
export const SLOW_DAYS = 30;

/** The latest questions and the slowest of the last 30 days, bounded. */
export class QuestionLog {
  private latest: LoggedQuestion[] = [];
  private slowest: LoggedQuestion[] = [];
  private news: LoggedQuestion[] = [];
  private readonly listeners: ((question: LoggedQuestion) => void)[] = [];

  constructor(readonly clock: () => Date = () => new Date()) {}

  add(question: LoggedQuestion): void {
    this.news.push(question);
    if (this.news.length > 2 * LATEST) this.news = this.news.slice(-LATEST);
    this.place(question);
    for (const listener of this.listeners) listener(question);
  }

  /** Questions that are waiting or being answered. */
  inWork = 0;

  /** Calls back with every question when its answer is there. */
  watch(listener: (question: LoggedQuestion) => void): void {
    this.listeners.push(listener);
  }

  /** Takes up questions of before the start, the oldest first. */
  restore(questions: readonly LoggedQuestion[]): void {
    for (const question of questions) this.place(question);
  }

  /** What was added since the last time, to be kept; at most the latest 2,000. */
  takeNews(): readonly LoggedQuestion[] {
    const { news } = this;
    this.news = [];
    return news;
  }

  private place(question: LoggedQuestion): void {
    this.latest.push(question);
    if (this.latest.length > 2 * LATEST) this.latest = this.latest.slice(-LATEST);
    const least = this.slowest.at(-1);
    if (this.slowest.length >= SLOWEST && least && question.durationMs <= least.durationMs) return;
    this.slowest = [...this.slowest, question].sort((a, b) => b.durationMs - a.durationMs).slice(0, SLOWEST);
  }

  list({ order = 'latest', first = 50, atLeastMs = 0 }: QuestionChoice = {}): readonly LoggedQuestion[] {
    const from = order === 'slowest' ? this.slowOnes() : this.kept().reverse();
    return from.filter(({ durationMs }) => durationMs >= atLeastMs).slice(0, first);
  }

  /** The most recently active first. */
  activity(): readonly Activity[] {
    const found = new Map<string, Activity>();
    for (const { user, door, at, durationMs } of this.kept()) {
      const key = `${door} ${user}`;
      const before = found.get(key);
      found.set(key, {
        user,
        door,
        questions: (before?.questions ?? 0) + 1,
        lastAt: at,
        slowestMs: Math.max(before?.slowestMs ?? 0, durationMs),
      });
    }
    return [...found.values()].sort((a, b) => b.lastAt.localeCompare(a.lastAt));
  }

  private slowOnes(): readonly LoggedQuestion[] {
    const since = new Date(this.clock().getTime() - SLOW_DAYS * 86_400_000).toISOString();
    return this.slowest.filter(({ at }) => at >= since);
  }

  private kept(): LoggedQuestion[] {
    return this.latest.slice(-LATEST);
  }
}

/** The semantic layer as one door uses it, every question of which is logged. */
export function logged<S extends SemanticService & Partial<StreamingSemanticService>>(
  semantic: S,
  log: QuestionLog,
  door: Door,
): S {
  const watch = async <T>(
    query: SemanticQuery,
    { user }: Principal,
    work: () => Promise<T>,
    receiptOf: (result: T) => Receipt,
  ): Promise<T> => {
    const started = performance.now();
    const asked = { at: log.clock().toISOString(), door, user, ...namesOf(query) };
    const told = (error: string | null, receipt?: Receipt) =>
      log.add({
        ...asked,
        durationMs: Math.round(performance.now() - started),
        rowsRead: receipt?.rowsRead ?? null,
        layer: receipt?.layer ?? null,
        cached: receipt?.cached ?? false,
        error,
      });
    log.inWork++;
    try {
      const result = await work();
      told(null, receiptOf(result));
      return result;
    } catch (error) {
      told(asTenureError(error).kind);
      throw error;
    } finally {
      log.inWork--;
    }
  };
  const ask: SemanticService['ask'] = (query, principal, options) =>
    watch(
      query,
      principal,
      () => semantic.ask(query, principal, options),
      ({ receipt }) => receipt,
    );
  const { stream } = semantic;
  if (!stream) return { ...semantic, ask };
  const watched: StreamingSemanticService['stream'] = (query, principal, sink, options) =>
    watch(
      query,
      principal,
      () => stream.call(semantic, query, principal, sink, options),
      (receipt) => receipt,
    );
  return { ...semantic, ask, stream: watched };
}

function namesOf({ view, measures = [], dimensions = [], filters = [] }: SemanticQuery) {
  const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);
  return {
    view,
    measures: names(measures),
    dimensions: dimensions.map(({ name, granularity }) => (granularity ? `${name}.${granularity}` : name)),
    filteredBy: [...new Set(filters.flatMap(membersOf))],
  };
}

function membersOf(filter: Filter): readonly string[] {
  if ('and' in filter) return filter.and.flatMap(membersOf);
  if ('or' in filter) return filter.or.flatMap(membersOf);
  return 'member' in filter ? [filter.member] : [];
}
