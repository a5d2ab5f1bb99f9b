import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';

function refuse(type: string, expected: string): never {
  throw new GraphQLError(`${type} expects ${expected}.`);
}

function textOrNumber(node: ValueNode, type: string, expected: string): string {
  if (node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT) return node.value;
  return refuse(type, expected);
}

function exact(name: string, pattern: RegExp, expected: string, description: string): GraphQLScalarType {
  const check = (text: string): string => (pattern.test(text) ? text : refuse(name, expected));
  return new GraphQLScalarType({
    name,
    description,
    serialize: (value) => value,
    parseValue(value) {
      if (typeof value === 'number' && Number.isFinite(value)) return check(String(value));
      return typeof value === 'string' ? check(value) : refuse(name, expected);
    },
    parseLiteral: (node) => check(textOrNumber(node, name, expected)),
  });
}

/** Whole numbers, exact: a JSON number up to 2^53, a string of digits beyond. */
export const Int64 = exact(
  'Int64',
  /^-?\d{1,20}$/,
  'a whole number',
  'A whole number, exact: a JSON number up to 2^53 in size, beyond that a string of digits.',
);

export const Decimal = exact(
  'Decimal',
  /^-?\d{1,34}(\.\d{1,18})?$/,
  'a decimal number, as a number or a string of digits',
  'A decimal number, exact, as a string such as "456116.6000".',
);

export const DateScalar = exact(
  'Date',
  /^\d{4}-\d{2}(-\d{2})?$/,
  'a date such as "2024-01-31" or a month such as "2024-01"',
  "A day of the operator's time zone, YYYY-MM-DD. No query's time zone moves it.",
);

export const Timestamp = exact(
  'Timestamp',
  /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?$/,
  'a time such as "2024-01-31T08:30:00" in the time zone of the query',
  "A moment as ISO 8601 without a zone: it is meant in the query's time zone.",
);

export const Json = new GraphQLScalarType({
  name: 'JSON',
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: jsonOf,
});

function jsonOf(node: ValueNode): unknown {
  switch (node.kind) {
    case Kind.STRING:
    case Kind.ENUM:
      return node.value;
    case Kind.BOOLEAN:
      return node.value;
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.LIST:
      return node.values.map(jsonOf);
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map((field) => [field.name.value, jsonOf(field.value)]));
    default:
      return null;
  }
}
