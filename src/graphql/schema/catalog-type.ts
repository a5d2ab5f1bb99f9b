import { GraphQLBoolean, GraphQLFloat, GraphQLObjectType, type GraphQLOutputType, GraphQLString } from 'graphql';
import type { Catalog, CatalogMeasure, CatalogView, Titled } from '../../semantic/contract/catalog.js';
import { NO_VIEWS } from '../../semantic/model/view.js';
import type { GraphqlContext } from '../context.js';
import { exampleOf } from './examples.js';
import { listOf, required } from './query-inputs.js';
import { Json } from './scalars.js';
import type { ViewMembers } from './view-members.js';

const text = { type: required(GraphQLString) };
const list = (type: GraphQLOutputType & GraphQLObjectType) => ({ type: required(listOf(type)) });

export const TitlesType = new GraphQLObjectType({ name: 'Titles', fields: { en: text, zh: text } });

/** title and description in the caller's language, titles in both. */
const titled = {
  name: { ...text, description: "The model's name, for the generic fields, REST and SQL." },
  title: { ...text, resolve: (item: Titled, _: unknown, context: GraphqlContext) => item.title[context.language] },
  description: {
    ...text,
    resolve: (item: Titled, _: unknown, context: GraphqlContext) => item.description[context.language],
  },
  titles: { type: required(TitlesType), resolve: (item: Titled) => item.title },
};

const field = { ...text, description: 'Its name in GraphQL.' };

const ArgumentType = new GraphQLObjectType({
  name: 'CatalogArgument',
  fields: {
    name: text,
    type: text,
    default: { type: Json, description: 'Null where it must be given.' },
    minimum: { type: GraphQLFloat },
    maximum: { type: GraphQLFloat },
    description: {
      ...text,
      resolve: (item: Pick<Titled, 'description'>, _: unknown, context: GraphqlContext) =>
        item.description[context.language],
    },
  },
});

const DimensionType = new GraphQLObjectType({
  name: 'CatalogDimension',
  fields: {
    ...titled,
    field,
    type: text,
    primaryKey: { type: required(GraphQLBoolean) },
    masked: { type: required(GraphQLBoolean), description: 'Shown masked: filtering or grouping by it is refused.' },
    grain: { type: GraphQLString, description: 'The finest time bucket: day, month or second.' },
    order: { type: listOf(GraphQLString), description: 'The members in their own order, where they have one.' },
  },
});

const EvidenceType = new GraphQLObjectType({
  name: 'CatalogEvidence',
  description: 'The measures that say how much can be read from another one.',
  fields: {
    count: { type: GraphQLString, description: 'What it is of: its denominator.' },
    small: { type: GraphQLString, description: 'Whether that is too few to read.' },
    low: { type: GraphQLString, description: 'The lower end of its 95% interval.' },
    high: { type: GraphQLString, description: 'The upper end of its 95% interval.' },
  },
});

const MeasureType = new GraphQLObjectType({
  name: 'CatalogMeasure',
  fields: {
    ...titled,
    field,
    type: text,
    aggregation: text,
    additivity: { type: GraphQLString },
    unit: { type: GraphQLString },
    format: { type: GraphQLString },
    good: { type: GraphQLString, description: 'Which way is good: up or down. Null where the model does not say.' },
    target: { type: GraphQLString, description: 'The measure of the view that says what this one should be.' },
    evidence: { type: EvidenceType },
    evidenceOf: { type: GraphQLString, description: 'The measure that this one says how much can be read from.' },
    arguments: list(ArgumentType),
    drillMembers: { type: required(listOf(GraphQLString)) },
  },
});

const SegmentType = new GraphQLObjectType({ name: 'CatalogSegment', fields: { ...titled, field } });

const HierarchyType = new GraphQLObjectType({
  name: 'CatalogHierarchy',
  fields: { ...titled, field, levels: { type: required(listOf(GraphQLString)), description: 'From coarse to fine.' } },
});

const FolderType = new GraphQLObjectType({
  name: 'CatalogFolder',
  fields: { name: text, members: { type: required(listOf(GraphQLString)) } },
});

const ViewType = new GraphQLObjectType({
  name: 'CatalogView',
  fields: {
    ...titled,
    field,
    dimensions: list(DimensionType),
    measures: list(MeasureType),
    segments: list(SegmentType),
    hierarchies: list(HierarchyType),
    folders: list(FolderType),
    timeDimension: { type: GraphQLString },
    panel: {
      type: listOf(GraphQLString),
      description: 'The measures that the page of one customer shows by month, where the view is among its panels.',
    },
    start: { type: GraphQLString, description: "How the page first shows it, in the words of the page's address." },
    example: { ...text, description: 'A GraphQL query of this view to start from.' },
  },
});

const CodeNameType = new GraphQLObjectType({
  name: 'CodeName',
  fields: { code: text, name: { type: required(TitlesType) } },
});

const NamesType = new GraphQLObjectType({
  name: 'CatalogNames',
  fields: {
    dimension: { type: GraphQLString, description: 'In every view that has it. Null: of any dimension.' },
    members: list(CodeNameType),
  },
});

export const CatalogType = new GraphQLObjectType({
  name: 'Catalog',
  description: 'What the caller may ask about.',
  fields: {
    views: list(ViewType),
    names: { ...list(NamesType), description: 'What members that are codes are called, in both languages.' },
    factors: { ...list(CodeNameType), description: 'What the factors of the churn model are called.' },
    hint: { type: GraphQLString, description: 'What to do where there is nothing to be seen.' },
  },
});

/** A measure's name in GraphQL; of one that an object shows: object.field. */
function fieldOfMeasure({ measures, objects }: ViewMembers, measure: CatalogMeasure): string {
  for (const [name, plain] of measures) if (plain === measure) return name;
  for (const [name, { fields }] of objects)
    for (const [field, { measure: shown }] of fields) if (shown === measure) return `${name}.${field}`;
  return measure.name;
}

/** The catalogue with each member's GraphQL name beside the model's. */
export function catalogValue(views: ReadonlyMap<string, ViewMembers>, { names = [], factors = [] }: Catalog) {
  const withField = <T extends Titled>(items: ReadonlyMap<string, T>) =>
    [...items].map(([name, item]) => ({ ...item, field: name }));
  return {
    views: [...views].map(([name, members]): CatalogView & { field: string; example: string } => ({
      ...members.view,
      field: name,
      dimensions: withField(members.dimensions),
      measures: members.view.measures.map((measure) => ({ ...measure, field: fieldOfMeasure(members, measure) })),
      segments: withField(members.segments),
      hierarchies: withField(members.hierarchies),
      example: exampleOf(name, members),
    })),
    names,
    factors,
    hint: views.size === 0 ? NO_VIEWS : null,
  };
}
