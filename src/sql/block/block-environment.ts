import type { Node, SelectStmt } from '../query/ast.js';
import type { Constants } from '../query/constants.js';
import type { Ask } from '../query/planned.js';
import type { Template } from '../query/template.js';
import type { DirectBlock } from './direct.js';

/** What the statement around a block lends it. */
export interface BlockEnvironment {
  readonly template: Template;
  readonly constants: Constants;
  readonly ask: Ask;
  /** Statements that are one question as they stand. */
  readonly direct: WeakMap<SelectStmt, DirectBlock>;
  /** The caller may see single rows, not groups alone. */
  readonly seesRows: boolean;
  /** Any aggregate of a measure means the measure. */
  readonly anyAggregate: boolean;
  /** The block stands inside another query, whose columns it cannot have. */
  readonly nested: boolean;
  /** Compiles a sub-select that stands inside an expression. */
  subselect(select: Node, template: Template): Node;
}

interface Link {
  readonly subselect?: Node;
  readonly testexpr?: Node;
}

/** A sub-select inside an expression, compiled; `expression` rewrites what it is compared with. */
export function compileSubLink(
  link: Link,
  environment: BlockEnvironment,
  template: Template,
  expression: (node: Node) => Node,
): Node {
  const { subselect, testexpr } = link;
  return {
    SubLink: {
      ...link,
      ...(subselect ? { subselect: environment.subselect(subselect, template) } : {}),
      ...(testexpr ? { testexpr: expression(testexpr) } : {}),
    },
  };
}
