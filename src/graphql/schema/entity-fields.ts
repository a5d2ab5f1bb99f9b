import { type GraphQLFieldConfigMap, GraphQLFloat, GraphQLID, GraphQLInt, GraphQLObjectType } from 'graphql';
import { similarTo } from '../ask/similar.js';
import { answerView, type ViewArguments } from '../ask/view-field.js';
import type { GraphqlContext } from '../context.js';
import { fieldName, typeName } from '../naming.js';
import type { Field } from './column-info.js';
import { listOf, required } from './query-inputs.js';
import { describeMember, type Language, type ViewMembers } from './view-members.js';
import type { viewTypes } from './view-types.js';

export interface NamedView {
  readonly members: ViewMembers;
  readonly types: ReturnType<typeof viewTypes>;
}

/** Which of a view's types an answer has: see view-types.ts. */
export type AnswerType = 'answer' | 'made';

/** One thing that a dimension identifies: its identifier, the dimension and every view that has it. */
interface Entity {
  readonly id: string;
}

/**
 * A field for each kind of thing that the model says a dimension identifies: `customer(id: …)` with every view that has
 * that dimension, narrowed to the one. Callers to whom the dimension is hidden or masked have no such field.
 */
export function entityFields(
  views: ReadonlyMap<string, NamedView>,
  language: Language,
  answer: AnswerType,
): Record<string, Field> {
  const kinds = new Map<string, Map<string, NamedView & { readonly key: string }>>();
  for (const [name, view] of views)
    for (const { entity, masked, name: key } of view.members.view.dimensions) {
      if (!entity || masked) continue;
      const having = kinds.get(entity) ?? new Map<string, NamedView & { readonly key: string }>();
      if (!having.has(name)) having.set(name, { ...view, key });
      kinds.set(entity, having);
    }
  return Object.fromEntries(
    [...kinds].map(([entity, having]) => [fieldName(entity), entityField(entity, having, language, answer)]),
  );
}

const SimilarType = new GraphQLObjectType({
  name: 'Similar',
  fields: {
    id: { type: required(GraphQLID) },
    distance: { type: required(GraphQLFloat), description: 'Nought for one that is the same in all that counts.' },
  },
});

function entityField(
  entity: string,
  views: ReadonlyMap<string, NamedView & { readonly key: string }>,
  language: Language,
  answer: AnswerType,
): Field {
  const fields: GraphQLFieldConfigMap<Entity, GraphqlContext> = { id: { type: required(GraphQLID) } };
  for (const [name, { members, types, key }] of views)
    fields[name] = {
      type: types[answer],
      args: types.args,
      description: describeMember(members.view, language),
      resolve: ({ id }, args: ViewArguments, context, info) =>
        answerView(members, types, args, [{ member: key, operator: 'equals', values: [id] }], context, info),
    };
  const alike = [...views.values()].find(({ members, key }) => members.view.similar?.dimension === key);
  if (alike)
    fields['similar'] = {
      type: required(listOf(SimilarType)),
      description: 'The ones most alike, the nearest first.',
      args: { first: { type: required(GraphQLInt), defaultValue: 10 } },
      resolve: ({ id }, { first }: { first: number }, context) => similarTo(id, alike.members.view, first, context),
    };
  return {
    type: new GraphQLObjectType({
      name: `${typeName(entity)}Entity`,
      description: `All that is known of one ${entity}: each view, narrowed to it.`,
      fields,
    }),
    description: `One ${entity} with everything the caller may see of it; null where there is none to see.`,
    args: { id: { type: required(GraphQLID) } },
    resolve: (_source, { id }: { id: string }, context) => findEntity(id, [...views.values()], context),
  };
}

/** The first view that has any row of it, so that what a caller may not see is not there, whoever it is. */
async function findEntity(
  id: string,
  views: readonly (NamedView & { readonly key: string })[],
  { semantic, principal, language, signal }: GraphqlContext,
): Promise<Entity | null> {
  for (const { members, key } of views) {
    const { rows } = await semantic.ask(
      {
        view: members.view.name,
        dimensions: [{ name: key }],
        filters: [{ member: key, operator: 'equals', values: [id] }],
        limit: 1,
      },
      principal,
      { language, signal },
    );
    if (rows.length > 0) return { id };
  }
  return null;
}
