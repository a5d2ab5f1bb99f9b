import { LRUCache } from 'lru-cache';
import type { Principal } from '../../access/principal.js';
import { TenureError } from '../../errors/errors.js';
import { forecast } from '../../insight/forecast/forecast.js';
import type { Catalog, CatalogView } from '../../semantic/contract/catalog.js';
import type { SemanticService, StreamingSemanticService } from '../../semantic/contract/service.js';
import { lowerForecasts, relationNamed } from '../forecast/lower.js';
import { type ForecastRelation, forecastRelations } from '../forecast/relation.js';
import type { AskForecast } from '../forecast/rows.js';
import { as, build, contains, mapNodes, type Node, type SelectStmt, tagOf } from '../query/ast.js';
import { Constants } from '../query/constants.js';
import { nativeText, redirectCatalogue } from '../query/native-text.js';
import { type ParsedStatement, parserReady, parseStatements } from '../query/parser.js';
import type {
  Ask,
  DirectPlan,
  MaybePlanned,
  PlannedStatement,
  Planner,
  PlannerFactory,
  Stream,
} from '../query/planned.js';
import { repair } from '../query/repair.js';
import type { RowSink } from '../query/row-sink.js';
import type { Finish, RunContext } from '../query/run-context.js';
import { located, notSupported, SqlError } from '../query/sql-error.js';
import { Template } from '../query/template.js';
import { toSql } from '../query/to-sql.js';
import { ANY_AGGREGATE, boundedTimeout, isOn } from '../session/settings.js';
import { stateOf } from '../translate/value-errors.js';
import { checkAllowed, constantText } from './allow-list.js';
import { copiedQuery } from './copy.js';
import { cursorUse, declaredCursor, emptyCursor } from './cursors.js';
import { directPlan } from './direct-plan.js';
import { type AskedBlock, explanation } from './explain.js';
import { executeIn, lookThrough } from './prepared-statements.js';
import { compileSelect, type SelectEnvironment } from './select-compiler.js';
import { requireModestSize } from './statement-size.js';

export interface PlannerLimits {
  /** Of a plain answer at most. */
  readonly maxRows: number;
  /** What a statement may take in Postgres at most. */
  readonly statementMs: number;
}

/** Loads the parser; a planner belongs to one session. */
export async function createPlanners(semantic: Semantic, limits: PlannerLimits): Promise<PlannerFactory> {
  await parserReady;
  return (catalog, principal, settings) =>
    new SessionPlanner(catalog, askAs(semantic, principal), semantic.stream && streamAs(semantic, principal), {
      ...limits,
      seesRows: semantic.roles().may(principal, 'rows'),
      askForecast: forecastAs(semantic, principal),
      anyAggregate: isOn(settings.get(ANY_AGGREGATE)),
    });
}

/** `stream` is for answers too large to hold; without it they are refused. */
export type Semantic = SemanticService & Partial<StreamingSemanticService>;

function streamAs(semantic: Semantic, principal: Principal): Stream {
  return async (query, sink, signal) => {
    const asked = semantic.stream?.(query, principal, { ...sink, columns: () => undefined }, { signal });
    const receipt = await asked?.catch(asValueError);
    return receipt?.complete ?? false;
  };
}

function askAs(semantic: Semantic, principal: Principal): Ask {
  return (query, signal) => semantic.ask(query, principal, { signal }).catch(asValueError);
}

function forecastAs(semantic: Semantic, principal: Principal): AskForecast {
  return (question, signal) =>
    forecast(semantic, { ...question, today: new Date().toISOString().slice(0, 10) }, principal, signal);
}

/** What the engine says of a value, with the SQLSTATE that Postgres gives it. */
function asValueError(error: unknown): never {
  const state = error instanceof TenureError ? stateOf(error.message) : undefined;
  throw state !== undefined && error instanceof TenureError ? new SqlError(state, error.message) : error;
}

/** What runs instead of a statement that reads views. */
interface Compiled {
  run(context: RunContext): Promise<Finish>;
  readonly direct: DirectPlan | undefined;
}

const MOST_STATEMENTS = 1000;
/** Statements whose plans a session keeps. */
const KEPT_PLANS = 200;
const KEPT_TEXT = 20_000;

class SessionPlanner implements Planner {
  private readonly views: ReadonlyMap<string, CatalogView>;
  private readonly forecasts: ReadonlyMap<string, ForecastRelation>;
  private anyAggregate: boolean;
  private readonly plans = new LRUCache<string, readonly MaybePlanned[]>({ max: KEPT_PLANS });

  constructor(
    catalog: Catalog,
    private readonly ask: Ask,
    private readonly stream: Stream | undefined,
    private readonly limits: PlannerLimits & {
      readonly seesRows: boolean;
      readonly anyAggregate: boolean;
      readonly askForecast: AskForecast;
    },
  ) {
    this.anyAggregate = limits.anyAggregate;
    this.views = new Map(catalog.views.map((view) => [view.name, view]));
    this.forecasts = new Map(forecastRelations(catalog.views).map((relation) => [relation.name, relation]));
  }

  async plan(sql: string): Promise<readonly MaybePlanned[]> {
    const known = this.plans.get(sql);
    if (known) return known;
    const statements = parseStatements(sql);
    if (statements.length > MOST_STATEMENTS)
      throw new TenureError('TOO_LARGE', `One message may have ${MOST_STATEMENTS} statements at most.`, {
        hint: 'Send them one after the other.',
      });
    const planned = statements.map((statement) => this.tryPlan(statement, sql));
    if (sql.length <= KEPT_TEXT) this.plans.set(sql, planned);
    return planned;
  }

  private tryPlan(parsed: ParsedStatement, whole: string): MaybePlanned {
    try {
      return this.planOne(parsed);
    } catch (error) {
      // The stack's end: an expression nested some thousand levels deep.
      const known = error instanceof RangeError ? new SqlError('54001', 'the statement is nested too deeply') : error;
      return { kind: 'refused', error: located(known, whole) };
    }
  }

  private planOne(parsed: ParsedStatement): PlannedStatement {
    const { node, text: sourceSql } = parsed;
    checkAllowed(node, (name) => this.views.has(name) || this.forecasts.has(name));
    this.noteSetting(node);
    const bounded = boundTimeout(node, this.limits.statementMs);
    const text = nativeText(parsed);
    redirectCatalogue(node);
    const repaired = repair(node, { views: this.views, ctes: new Map() });
    const nativeSql = bounded || repaired ? toSql(node) : text;
    const compiled = this.compile(node);
    if (!compiled) return { sourceSql, nativeSql, ...(cursorUse(node) ?? { kind: 'native' }) };
    const cursor = declaredCursor(node);
    const copy = copiedQuery(node);
    if (!cursor) return { kind: 'semantic', sourceSql, nativeSql, ...compiled, ...(copy ? { copy } : {}) };
    return {
      kind: 'semantic',
      sourceSql,
      nativeSql: cursor.hold ? emptyCursor(node) : nativeSql,
      ...compiled,
      cursor,
    };
  }

  /** What SET says of how statements are read holds for the next one, whatever becomes of the transaction. */
  private noteSetting(node: Node): void {
    const set = as(node, 'VariableSetStmt');
    const all = set?.kind === 'VAR_RESET_ALL' || as(node, 'DiscardStmt')?.target === 'DISCARD_ALL';
    if (!all && set?.name?.toLowerCase() !== ANY_AGGREGATE) return;
    this.anyAggregate = set?.kind === 'VAR_SET_VALUE' ? isOn(settingText(set.args?.[0])) : this.limits.anyAggregate;
    this.plans.clear();
  }

  private compile(node: Node): Compiled | undefined {
    const prepared = executeIn(node);
    if (prepared !== undefined) return this.compileExecute(node, prepared);
    if ('PrepareStmt' in node || !this.readsViews(node)) return undefined;
    const explain = as(node, 'ExplainStmt');
    if (explain?.query) return this.compileExplain(explain.query, explain.options);
    return this.compileStatement(node);
  }

  private readsViews(node: Node): boolean {
    return contains(node, (inner) => {
      const range = as(inner, 'RangeVar');
      if (relationNamed(range, this.forecasts)) return true;
      return (
        range !== undefined && this.views.has(range.relname ?? '') && [undefined, 'public'].includes(range.schemaname)
      );
    });
  }

  private compileStatement(node: Node, ask = this.ask, stream = this.stream): Compiled | undefined {
    requireModestSize(node);
    const direct: SelectEnvironment['direct'] = new WeakMap();
    const template = new Template();
    const constants = new Constants();
    const environment: SelectEnvironment = {
      names: { views: this.views, ctes: new Map() },
      template,
      constants,
      ask,
      direct,
      seesRows: this.limits.seesRows,
      anyAggregate: this.anyAggregate,
    };
    const lowered = lowerForecasts(withoutInto(node), {
      relations: this.forecasts,
      template,
      ask: this.limits.askForecast,
    });
    const statement = mapNodes(lowered, (inner) => {
      const select: SelectStmt | undefined = as(inner, 'SelectStmt');
      return select ? { SelectStmt: compileSelect(select, environment) } : undefined;
    });
    if (template.isEmpty) return undefined;
    const inner = as(statement, 'DeclareCursorStmt')?.query ?? as(statement, 'CopyStmt')?.query;
    const top = as(inner ?? statement, 'SelectStmt');
    const block = top && direct.get(top);
    return {
      direct: block && directPlan(block, constants, ask, stream, this.limits.maxRows),
      async run(context) {
        const values = await constants.compute(context);
        return tagOf(node) === 'CopyStmt'
          ? template.finishInline(statement, context, values)
          : template.finish(statement, context, values);
      },
    };
  }

  private compileExecute(node: Node, name: string): Compiled {
    return {
      direct: undefined,
      run: async (context) => {
        const filled = await lookThrough(node, name, context);
        const compiled = filled && this.readsViews(filled) ? this.compileStatement(filled) : undefined;
        return compiled ? compiled.run(context) : { sql: toSql(node), values: [] };
      },
    };
  }

  /** The questions are really asked, so that their layer and time are what they say. */
  private compileExplain(query: Node, options: readonly Node[] = []): Compiled | undefined {
    const formats = options.map((option) => as(option, 'DefElem')).filter((option) => option?.defname === 'format');
    const format = as(formats.at(-1)?.arg, 'String')?.sval?.toLowerCase() ?? 'text';
    if (format !== 'text' && format !== 'json')
      throw notSupported(
        `EXPLAIN (FORMAT ${format.toUpperCase()}) over a view is not supported`,
        'Write FORMAT JSON, or leave FORMAT out.',
      );
    const { ask } = this;
    const asked: AskedBlock[] = [];
    const recording: Ask = async (question, signal, purpose) => {
      const answer = await ask(question, signal);
      asked.push({ query: question, answer, purpose: purpose?.() });
      return answer;
    };
    const beginning: Stream = async (question, _sink, signal) => {
      await recording({ ...question, limit: Math.min(question.limit ?? EXPLAINED_ROWS, EXPLAINED_ROWS) }, signal);
      return true;
    };
    const compiled = this.compileStatement(query, recording, beginning);
    if (!compiled) return undefined;
    return {
      direct: undefined,
      async run(context) {
        asked.length = 0;
        await compiled.direct?.run(context, NOWHERE);
        const finish = compiled.direct ? undefined : await compiled.run(context);
        return explanation(asked, finish, context.parameterCount, format);
      },
    };
  }
}

/** Of an answer that would be streamed EXPLAIN asks this many rows. */
const EXPLAINED_ROWS = 1000;
const NOWHERE: RowSink = { rows: () => undefined, text: async ({ length }) => ({ rows: 0, bytes: length }) };

/** `SET x = on` comes as a text. */
function settingText(node: Node | undefined): string | undefined {
  const flag = as(node, 'A_Const')?.boolval;
  return flag ? String(flag.boolval ?? false) : constantText(node);
}

/** SET statement_timeout beyond the limit, or to none, sets the limit. Returns whether it was changed. */
function boundTimeout(node: Node, mostMs: number): boolean {
  const set = as(node, 'VariableSetStmt');
  if (set?.name?.toLowerCase() !== 'statement_timeout' || set.kind !== 'VAR_SET_VALUE') return false;
  const given = constantText(set.args?.[0]) ?? '';
  const bounded = boundedTimeout(given, mostMs);
  if (bounded === undefined || bounded === given) return false;
  set.args = [build.integer(Number(bounded))];
  return true;
}

/** SELECT … INTO TEMP t in its other spelling, CREATE TEMP TABLE t AS SELECT …, which can be written back as text. */
function withoutInto(node: Node): Node {
  const select = as(node, 'SelectStmt');
  if (!select?.intoClause) return node;
  const { intoClause: into, ...query } = select;
  return { CreateTableAsStmt: { query: { SelectStmt: query }, into, objtype: 'OBJECT_TABLE' } };
}
