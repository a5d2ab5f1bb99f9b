import type { Principal } from '../../access/principal.js';
import type { Catalog, CatalogView } from '../../semantic/catalog.js';
import type { SemanticService } from '../../semantic/service.js';
import { checkAllowed } from './allow-list.js';
import { as, contains, mapNodes, type Node, type SelectStmt, tagOf, toSql } from './ast.js';
import { Constants } from './constants.js';
import { nativeText } from './native-text.js';
import { type ParsedStatement, parserReady, parseStatements } from './parser.js';
import type { Ask, PlannedStatement, Planner, PlannerFactory, SemanticPlan } from './planned.js';
import { repair } from './repair.js';
import { compileSelect, type SelectEnvironment } from './select-compiler.js';
import { notSupported } from './sql-error.js';
import { Template } from './template.js';

/** Loads the parser; a planner belongs to one session. */
export async function createPlanners(semantic: SemanticService): Promise<PlannerFactory> {
  await parserReady;
  return (catalog, principal) => new SessionPlanner(catalog, askAs(semantic, principal));
}

function askAs(semantic: SemanticService, principal: Principal): Ask {
  return (query, signal) => semantic.ask(query, principal, { signal });
}

class SessionPlanner implements Planner {
  private readonly views: ReadonlyMap<string, CatalogView>;

  constructor(
    catalog: Catalog,
    private readonly ask: Ask,
  ) {
    this.views = new Map(catalog.views.map((view) => [view.name, view]));
  }

  async plan(sql: string): Promise<readonly PlannedStatement[]> {
    return parseStatements(sql).map((statement) => this.planOne(statement));
  }

  private planOne(parsed: ParsedStatement): PlannedStatement {
    const { node, text } = parsed;
    checkAllowed(node, (name) => this.views.has(name));
    const names = { views: this.views, ctes: new Map() };
    const repaired = repair(node, names);
    const native = repaired ? toSql(node) : nativeText(parsed);
    if (!this.readsViews(node)) return { kind: 'native', sourceSql: text, nativeSql: native };
    return this.semantic(node, text, native);
  }

  private readsViews(node: Node): boolean {
    return contains(node, (inner) => {
      const range = as(inner, 'RangeVar');
      return (
        range !== undefined && this.views.has(range.relname ?? '') && [undefined, 'public'].includes(range.schemaname)
      );
    });
  }

  private semantic(node: Node, sourceSql: string, nativeSql: string): SemanticPlan | PlannedStatement {
    const template = new Template();
    const constants = new Constants();
    const environment: SelectEnvironment = {
      names: { views: this.views, ctes: new Map() },
      template,
      constants,
      ask: this.ask,
    };
    const compile = (select: SelectStmt) => compileSelect(select, environment);
    const statement = mapNodes(node, (inner) => {
      const select = as(inner, 'SelectStmt');
      return select ? { SelectStmt: compile(select) } : undefined;
    });
    if (template.isEmpty) return { kind: 'native', sourceSql, nativeSql };
    const tag = tagOf(node);
    if (tag === 'PrepareStmt' || tag === 'ExplainStmt')
      throw notSupported(
        `${tag.replace('Stmt', '').toUpperCase()} over a view is not supported yet`,
        'Run the SELECT itself.',
      );
    return {
      kind: 'semantic',
      sourceSql,
      nativeSql,
      async run(context) {
        const values = await constants.compute(context);
        return tag === 'CopyStmt'
          ? template.finishInline(statement, context, values)
          : template.finish(statement, context, values);
      },
    };
  }
}
