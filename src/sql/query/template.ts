import { as, build, mapNodes, type Node, OWN_PARAMETERS } from './ast.js';
import type { Values } from './constant.js';
import type { BoundValue, Finish, RunContext } from './run-context.js';
import { toSql } from './to-sql.js';

/** One select over a view: its rows come as arrays, in as many parameters as it has columns. */
export interface RunnableBlock {
  readonly parameters: number;
  run(context: RunContext, values: Values): Promise<readonly BoundValue[]>;
}

/** A statement for Postgres whose blocks' rows are filled in when it runs. */
export class Template {
  private readonly blocks: { readonly first: number; readonly block: RunnableBlock }[] = [];
  private slots = 0;
  private readonly texts = new Map<number, string>();

  /** Reserves parameters; returns the number of the first. */
  reserve(count: number): number {
    const first = OWN_PARAMETERS + this.slots;
    this.slots += count;
    return first;
  }

  add(first: number, block: RunnableBlock): void {
    this.blocks.push({ first, block });
  }

  get isEmpty(): boolean {
    return this.blocks.length === 0;
  }

  /** Asks all blocks. The values stand in the order of their parameters. */
  async values(context: RunContext, values: Values): Promise<BoundValue[]> {
    const bound: BoundValue[] = [];
    // One after the other: they may use the one line to Postgres.
    for (const { first, block } of this.blocks) {
      const arrays = await block.run(context, values);
      arrays.forEach((array, at) => {
        bound[first - OWN_PARAMETERS + at] = array;
      });
    }
    return bound;
  }

  /** The statement's text with the door's parameters numbered after the client's. */
  text(statement: Node, parameterCount: number): string {
    let text = this.texts.get(parameterCount);
    if (text === undefined) {
      text = toSql(renumber(statement, (number) => build.parameter(parameterCount + number - OWN_PARAMETERS + 1)));
      this.texts.set(parameterCount, text);
    }
    return text;
  }

  async finish(statement: Node, context: RunContext, values: Values): Promise<Finish> {
    const bound = await this.values(context, values);
    return { sql: this.text(statement, context.parameterCount), values: bound };
  }

  /** For statements that take no parameters, such as COPY: the arrays as literals. */
  async finishInline(statement: Node, context: RunContext, values: Values): Promise<Finish> {
    const bound = await this.values(context, values);
    const literal = (number: number) => {
      const value = bound[number - OWN_PARAMETERS]?.value;
      return value === undefined || value === null ? build.nothing() : build.text(value);
    };
    return { sql: toSql(renumber(statement, literal)), values: [] };
  }
}

function renumber(statement: Node, replace: (number: number) => Node): Node {
  return mapNodes(statement, (node) => {
    const number = as(node, 'ParamRef')?.number;
    return number !== undefined && number >= OWN_PARAMETERS ? replace(number) : undefined;
  });
}
