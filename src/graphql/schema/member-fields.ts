import type { GraphQLFieldConfigMap, GraphQLFieldResolver } from 'graphql';
import type { CatalogDimension, CatalogMeasure } from '../../semantic/contract/catalog.js';
import type { GraphqlContext } from '../context.js';
import { argumentType, granularityType, outputType } from './member-types.js';
import { argumentsByField, describeMember, type Language, type ViewMembers } from './view-members.js';

export type Fields = GraphQLFieldConfigMap<unknown, GraphqlContext>;

/** Answers are kept by response key, so that one member can be selected several times under aliases. */
export const byKey: GraphQLFieldResolver<unknown, GraphqlContext> = (source, _args, _context, info) =>
  (source as Readonly<Record<string, unknown>>)[info.path.key];

export function dimensionFields({ dimensions }: ViewMembers, language: Language): Fields {
  return Object.fromEntries([...dimensions].map(([name, dimension]) => [name, dimensionField(dimension, language)]));
}

export function measureFields({ measures }: ViewMembers, language: Language): Fields {
  return Object.fromEntries([...measures].map(([name, measure]) => [name, measureField(measure, language)]));
}

function dimensionField(dimension: CatalogDimension, language: Language): Fields[string] {
  const granularity = granularityType(dimension);
  return {
    type: outputType(dimension.type),
    resolve: byKey,
    description: describeMember(dimension, language, dimension.masked ? 'Masked for you' : null),
    ...(granularity ? { args: { granularity: { type: granularity, description: 'The time bucket.' } } } : {}),
  };
}

function measureField(measure: CatalogMeasure, language: Language): Fields[string] {
  const args = Object.fromEntries(
    [...argumentsByField(measure)].map(([name, argument]) => [
      name,
      {
        type: argumentType(argument),
        defaultValue: argument.default,
        description: argument.description[language],
      },
    ]),
  );
  return {
    type: outputType(measure.type),
    resolve: byKey,
    args,
    description: describeMember(measure, language, measure.unit && `[${measure.unit}]`, measure.additivity),
  };
}
