import type { FuncCall, Node, SelectStmt } from 'libpg-query';

export type { FuncCall, Node, SelectStmt };

type Tag = Node extends infer N ? (N extends unknown ? keyof N : never) : never;
type Body<T extends Tag> = Extract<Node, Record<T, unknown>>[T];

/** The body of a node of the given kind, or undefined for any other. */
export function as<T extends Tag>(node: Node | undefined, tag: T): Body<T> | undefined {
  return node && tag in node ? (node as Extract<Node, Record<T, unknown>>)[tag] : undefined;
}

export function tagOf(node: Node): string {
  return Object.keys(node)[0] ?? '';
}

function isNode(value: object): value is Node {
  const keys = Object.keys(value);
  const [key] = keys;
  return keys.length === 1 && key !== undefined && /^[A-Z]/.test(key) && typeof Object.values(value)[0] === 'object';
}

/**
 * A copy of a tree with some of its nodes replaced. `replace` sees each node before what is inside it; what it returns is
 * taken as it is, and undefined means to go on inside.
 */
export function mapNodes<T>(value: T, replace: (node: Node) => Node | undefined): T {
  if (Array.isArray(value)) return value.map((item) => mapNodes(item, replace)) as T;
  if (value === null || typeof value !== 'object') return value;
  if (isNode(value)) {
    const replaced = replace(value);
    if (replaced !== undefined) return replaced as T;
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapNodes(item, replace)])) as T;
}

/** Visits nodes from the outside in; `visit` returns false to leave out what is inside. */
export function walk(value: unknown, visit: (node: Node) => boolean | void): void {
  if (Array.isArray(value)) for (const item of value) walk(item, visit);
  else if (value !== null && typeof value === 'object') {
    if (isNode(value) && visit(value) === false) return;
    for (const item of Object.values(value)) walk(item, visit);
  }
}

export function contains(value: unknown, test: (node: Node) => boolean): boolean {
  let found = false;
  walk(value, (node) => {
    if (!found && test(node)) found = true;
    return !found;
  });
  return found;
}

/** A tree as text that is equal for equal expressions: positions in the statement do not count. */
export function canonical(node: unknown): string {
  return JSON.stringify(node, (key, value) =>
    key === 'location' || key === 'rexpr_list_start' || key === 'rexpr_list_end' ? undefined : value,
  );
}

/** The parts of a dotted name. */
export function namesOf(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).map((node) => as(node, 'String')?.sval ?? '');
}

/** The last part of a function's name, lower-cased unless it was quoted. */
export function functionName(call: FuncCall): string {
  return namesOf(call.funcname).at(-1) ?? '';
}

/** The text of a string constant. */
export function stringConstant(node: Node | undefined): string | undefined {
  return as(node, 'A_Const')?.sval?.sval;
}

export const build = {
  string: (sval: string): Node => ({ String: { sval } }),
  text: (sval: string): Node => ({ A_Const: { sval: { sval } } }),
  integer: (ival: number): Node => ({ A_Const: { ival: ival === 0 ? {} : { ival } } }),
  nothing: (): Node => ({ A_Const: { isnull: true } }),
  column: (...names: string[]): Node => ({ ColumnRef: { fields: names.map((sval) => ({ String: { sval } })) } }),
  call: (name: string, args: Node[], extra: Partial<FuncCall> = {}): Node => ({
    FuncCall: { funcname: [build.string(name)], args, funcformat: 'COERCE_EXPLICIT_CALL', ...extra },
  }),
  operator: (name: string, lexpr: Node, rexpr: Node): Node => ({
    A_Expr: { kind: 'AEXPR_OP', name: [build.string(name)], lexpr, rexpr },
  }),
  cast: (arg: Node, type: string): Node => {
    const array = type.endsWith('[]');
    const names =
      (array ? type.slice(0, -2) : type) === 'double precision' ? 'float8' : array ? type.slice(0, -2) : type;
    return {
      TypeCast: {
        arg,
        typeName: {
          names: [build.string(names === 'bigint' ? 'int8' : names === 'boolean' ? 'bool' : names)],
          typemod: -1,
          ...(array ? { arrayBounds: [{ Integer: { ival: -1 } }] } : {}),
        },
      },
    };
  },
  parameter: (number: number): Node => ({ ParamRef: { number } }),
  coalesce: (...args: Node[]): Node => ({ CoalesceExpr: { args } }),
  nullIf: (lexpr: Node, rexpr: Node): Node => ({
    A_Expr: { kind: 'AEXPR_NULLIF', name: [{ String: { sval: '=' } }], lexpr, rexpr },
  }),
  isNotNull: (arg: Node): Node => ({ NullTest: { arg, nulltesttype: 'IS_NOT_NULL' } }),
  not: (node: Node): Node => ({ BoolExpr: { boolop: 'NOT_EXPR', args: [node] } }),
  and: (args: Node[]): Node => (args.length === 1 && args[0] ? args[0] : { BoolExpr: { boolop: 'AND_EXPR', args } }),
  target: (val: Node, name?: string): Node => ({ ResTarget: { val, ...(name === undefined ? {} : { name }) } }),
} as const;

/** The door's own parameters are numbered from here until it is known how many the client bound. */
export const OWN_PARAMETERS = 1_000_000;
