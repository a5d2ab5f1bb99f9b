import {
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  type SelectionNode,
} from 'graphql';

/** A selected field under its response key: alias or name. Fields of one key are merged as GraphQL merges them. */
export interface SelectedField {
  readonly key: string;
  readonly name: string;
  readonly nodes: readonly FieldNode[];
}

/** `__typename`, which may be selected of any object. */
export const isTypename = ({ name }: SelectedField) => name === '__typename';

/** The fields selected below some field nodes, fragments opened, @skip and @include obeyed, in order. */
export function selectedFields(nodes: readonly FieldNode[], info: GraphQLResolveInfo): SelectedField[] {
  const byKey = new Map<string, FieldNode[]>();
  for (const node of nodes) collect(node.selectionSet?.selections ?? [], info, byKey);
  return [...byKey].map(([key, fields]) => ({ key, name: fields[0]?.name.value ?? key, nodes: fields }));
}

/** Types are objects, never unions, so every fragment that passed validation applies. */
function collect(selections: readonly SelectionNode[], info: GraphQLResolveInfo, byKey: Map<string, FieldNode[]>) {
  for (const selection of selections) {
    if (!isIncluded(selection, info)) continue;
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      const same = byKey.get(key);
      if (same) same.push(selection);
      else byKey.set(key, [selection]);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      collect(selection.selectionSet.selections, info, byKey);
    } else {
      collect(info.fragments[selection.name.value]?.selectionSet.selections ?? [], info, byKey);
    }
  }
}

function isIncluded(selection: SelectionNode, info: GraphQLResolveInfo): boolean {
  const skip = getDirectiveValues(GraphQLSkipDirective, selection, info.variableValues);
  const include = getDirectiveValues(GraphQLIncludeDirective, selection, info.variableValues);
  return skip?.if !== true && include?.if !== false;
}
