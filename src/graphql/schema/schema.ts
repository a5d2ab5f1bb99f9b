import { GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import type { Principal } from '../../access/principal.js';
import { COHORTS_VIEW } from '../../insight/cohort-retention.js';
import { VALUES_VIEW } from '../../insight/customer-rules.js';
import { DECISIONS_VIEW } from '../../insight/decision.js';
import { RISK_VIEW } from '../../insight/risk-difference.js';
import type { Catalog } from '../../semantic/contract/catalog.js';
import { answerView, type ViewArguments } from '../ask/view-field.js';
import type { GraphqlContext } from '../context.js';
import { fieldName, uniquely } from '../naming.js';
import { alertMutations, alertQueries } from './alert-fields.js';
import { CatalogType, catalogValue, TitlesType } from './catalog-type.js';
import { cohortRetentionField } from './cohort-retention-field.js';
import { type Field, text } from './column-info.js';
import { decisionField } from './decision-field.js';
import { decomposeField } from './decompose-field.js';
import { drillThroughField } from './drill-through-field.js';
import { type AnswerType, entityFields, type NamedView } from './entity-fields.js';
import { eventMutations, eventQueries } from './event-fields.js';
import { forecastField } from './forecast-field.js';
import { operationsField } from './operations-field.js';
import { pivotField } from './pivot-field.js';
import { listOf, required } from './query-inputs.js';
import { reportMutations, reportQueries } from './report-fields.js';
import { riskDifferenceField } from './risk-difference-field.js';
import { ruleMutations, ruleQueries } from './rule-fields.js';
import { valuesField } from './values-field.js';
import { describeMember, type Language, membersOf } from './view-members.js';
import { viewTypes } from './view-types.js';

const me: Field = {
  type: required(
    new GraphQLObjectType({
      name: 'Me',
      fields: {
        user: text,
        groups: { type: required(listOf(GraphQLString)) },
        provinces: { type: required(listOf(GraphQLString)) },
        accountManagers: { type: required(listOf(GraphQLString)) },
        rights: {
          type: required(listOf(GraphQLString)),
          description: 'What the roles may do: rows, sql, console, rules, events, operations, personal_fields.',
          resolve: (principal: Principal, _args, { semantic }: GraphqlContext) => [
            ...semantic.roles().rightsOf(principal),
          ],
        },
        home: {
          type: required(listOf(new GraphQLObjectType({ name: 'HomeCard', fields: { view: text, measure: text } }))),
          description: 'The figures that Home shows, in order, as far as the catalogue has them.',
          resolve: (principal: Principal, _args, { semantic }: GraphqlContext) => semantic.roles().homeOf(principal),
        },
        roles: {
          type: required(
            listOf(
              new GraphQLObjectType({ name: 'Role', fields: { name: text, title: { type: required(TitlesType) } } }),
            ),
          ),
          description: 'All roles of the model, to share with.',
          resolve: (_principal, _args, { semantic }: GraphqlContext) => semantic.roles().all,
        },
      },
    }),
  ),
  description: 'Who is signed in.',
  resolve: (_source, _args, { principal }) => principal,
};

/** One schema as its callers know it, and the same as documents run on it: with rows as they are made. */
export interface Schemas {
  readonly shown: GraphQLSchema;
  readonly run: GraphQLSchema;
}

/** The schema that one set of visible members gives: what a caller may not see is not in it, operations only for administrators. */
export function buildSchemas(catalog: Catalog, language: Language, admin = false): Schemas {
  const sees = (view: string) => catalog.views.some(({ name }) => name === view);
  const generic: Record<string, Field> = {
    me,
    values: valuesField,
    pivot: pivotField,
    drillThrough: drillThroughField,
    decompose: decomposeField,
    forecast: forecastField,
    ...(sees(DECISIONS_VIEW) ? { decision: decisionField } : {}),
    ...(sees(VALUES_VIEW) ? ruleQueries : {}),
    ...(sees(COHORTS_VIEW) ? { cohortRetention: cohortRetentionField } : {}),
    ...(sees(RISK_VIEW) ? { riskDifference: riskDifferenceField } : {}),
    ...reportQueries,
    ...alertQueries,
    ...eventQueries,
    ...(admin ? { operations: operationsField } : {}),
  };
  const views = new Map(
    [...uniquely(catalog.views, fieldName, [...Object.keys(generic), 'catalog'])].map(
      ([name, view]) => [name, membersOf(view, name)] as const,
    ),
  );
  const described = catalogValue(views, catalog);
  const typed = new Map<string, NamedView>();
  for (const [name, members] of views) typed.set(name, { members, types: viewTypes(members, language) });
  const mutation = new GraphQLObjectType({
    name: 'Mutation',
    fields: { ...reportMutations, ...alertMutations, ...eventMutations, ...(sees(VALUES_VIEW) ? ruleMutations : {}) },
  });
  const schemaOf = (answer: AnswerType) => {
    const fields: Record<string, Field> = {
      ...generic,
      catalog: { type: required(CatalogType), description: 'What may be asked about.', resolve: () => described },
    };
    for (const [name, view] of typed) fields[name] = viewField(view, language, answer);
    for (const [name, field] of Object.entries(entityFields(typed, language, answer)))
      fields[name in fields ? `${name}ById` : name] = field;
    return new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields }), mutation });
  };
  return { shown: schemaOf('answer'), run: schemaOf('made') };
}

function viewField({ members, types }: NamedView, language: Language, answer: AnswerType): Field {
  return {
    type: types[answer],
    args: types.args,
    description: describeMember(members.view, language),
    resolve: (_source, args: ViewArguments, context, info) => answerView(members, types, args, [], context, info),
  };
}
