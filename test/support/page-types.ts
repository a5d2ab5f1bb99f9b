import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  type SelectionSetNode,
} from 'graphql';

/** What a scalar of the schema is in TypeScript; JSON is told by the field, below. */
const SCALARS: Readonly<Record<string, string>> = {
  String: 'string',
  ID: 'string',
  Int: 'number',
  Float: 'number',
  Boolean: 'boolean',
  Int64: 'number | string',
  Decimal: 'string',
  Date: 'string',
  Timestamp: 'string',
};

/** The shape of JSON fields, of which the schema says nothing, by `Type.field`. */
const JSON_SHAPES: Readonly<Record<string, string>> = {
  'Alert.arguments': 'Readonly<Record<string, string | number>>',
  'Alert.filters': 'readonly FilterInput[]',
  'AxisMember.path': 'readonly Scalar[]',
  'CatalogArgument.default': 'Scalar',
  'MemberValue.count': 'Scalar',
  'MemberValue.value': 'Scalar',
  'DrillThroughResult.rows': 'readonly (readonly Cell[])[]',
  'MeasureDefinition.arguments': 'Readonly<Record<string, Scalar>> | null',
  'PivotResult.cells': 'readonly (readonly Cell[])[]',
};

/**
 * TypeScript of what the page's documents are answered with, one `…Answer` an operation, from the schema itself: so the page
 * cannot think of a field otherwise than the server does.
 */
export function pageTypes(schema: GraphQLSchema, documents: readonly string[]): string {
  const answers = documents.map((document) => {
    const [operation] = parse(document).definitions;
    if (operation?.kind !== 'OperationDefinition') throw new Error(`No operation: ${document}`);
    const root = operation.operation === 'query' ? schema.getQueryType() : schema.getMutationType();
    if (!root || !operation.name) throw new Error(`No name or no root: ${document}`);
    return `export interface ${operation.name.value}Answer ${shapeOf(root, operation.selectionSet, '')}\n`;
  });
  const body = answers.join('\n');
  const used = ['Cell', 'FilterInput', 'Scalar'].filter((name) => new RegExp(`\\b${name}\\b`).test(body));
  return [
    '// Made from the GraphQL schema and the documents beside: TENURE_GOLDEN=write npx vitest run test/contract/page-documents',
    `import type { ${used.join(', ')} } from './json-values.js';`,
    '',
    body,
  ].join('\n');
}

function shapeOf(type: GraphQLObjectType, { selections }: SelectionSetNode, indent: string): string {
  const inner = `${indent}  `;
  const lines = selections.map((selection) => {
    if (selection.kind !== 'Field') throw new Error('The documents of the page have fields only.');
    const field = type.getFields()[selection.name.value];
    if (!field) throw new Error(`${type.name} has no field ${selection.name.value}.`);
    const name = selection.alias?.value ?? selection.name.value;
    return `${inner}readonly ${name}: ${typeOf(field.type, `${type.name}.${field.name}`, selection, inner)};`;
  });
  return `{\n${lines.join('\n')}\n${indent}}`;
}

function typeOf(type: GraphQLOutputType, place: string, selection: FieldNode, indent: string): string {
  if (getNamedType(type).name === 'JSON') return JSON_SHAPES[place] ?? missing(place);
  if (!isNonNullType(type)) return `${present(type, place, selection, indent)} | null`;
  return present(type.ofType as GraphQLOutputType, place, selection, indent);
}

function present(type: GraphQLOutputType, place: string, selection: FieldNode, indent: string): string {
  if (isListType(type)) {
    const item = typeOf(type.ofType as GraphQLOutputType, place, selection, indent);
    return `readonly ${item.includes(' | ') && !item.startsWith('{') ? `(${item})` : item}[]`;
  }
  if (isObjectType(type)) {
    if (!selection.selectionSet) throw new Error(`${place} needs fields.`);
    return shapeOf(type, selection.selectionSet, indent);
  }
  if (isEnumType(type))
    return type
      .getValues()
      .map(({ name }) => `'${name}'`)
      .join(' | ');
  return SCALARS[getNamedType(type).name] ?? missing(`${place}: ${String(type)}`);
}

function missing(place: string): never {
  throw new Error(`${place}: what it is in TypeScript is not said in test/support/page-types.ts.`);
}
