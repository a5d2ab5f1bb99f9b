import type { ModelContent } from './model-file.js';

/**
 * Cube parses every string of a YAML model as a Python f-string, which takes longer than all the rest of a start. What is
 * only told on (titles, descriptions, meta) is therefore kept out of what Cube compiles, under a number in `meta`, and put
 * back into its description of the model.
 */
export interface Texts {
  restore<T extends MetaCube>(cubes: readonly T[]): T[];
}

interface Told {
  readonly title?: string;
  readonly description?: string;
  readonly meta?: Record<string, unknown>;
}

interface TextBearer {
  title?: unknown;
  description?: unknown;
  meta?: Record<string, unknown>;
}

interface MetaMember {
  readonly name: string;
  readonly meta?: Readonly<Record<string, unknown>>;
}

export interface MetaCube {
  readonly config: object;
}

const NUMBER = 'told';
const MEMBERS = ['dimensions', 'measures', 'segments'] as const;
/** What the dialect reads of a member's meta while it makes SQL. */
const KEPT = ['grain'] as const;

/** Takes the texts out of the contents, in place. */
export function takeTexts(contents: readonly ModelContent[]): Texts {
  const table: Told[] = [];
  for (const content of contents) {
    for (const item of [...(content.cubes ?? []), ...(content.views ?? [])]) {
      take(item as TextBearer, table);
      for (const kind of MEMBERS) {
        const members = item[kind];
        if (Array.isArray(members)) for (const member of members) take(member as TextBearer, table);
      }
    }
  }
  return { restore: (cubes) => cubes.map((cube) => restoreCube(cube, table)) };
}

function take(bearer: TextBearer, table: Told[]): void {
  const { title, description, meta } = bearer;
  if (title === undefined && description === undefined && meta === undefined) return;
  table.push({
    ...(typeof title === 'string' ? { title } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    ...(meta ? { meta } : {}),
  });
  delete bearer.title;
  delete bearer.description;
  bearer.meta = { [NUMBER]: table.length - 1 };
  for (const name of KEPT) if (meta?.[name] !== undefined) bearer.meta[name] = meta[name];
}

function restoreCube<T extends MetaCube>(cube: T, table: readonly Told[]): T {
  const config = cube.config as MetaMember & Record<string, unknown>;
  const own = toldOf(config, table);
  const title = own?.title ?? String(config['title'] ?? config.name);
  const members = Object.fromEntries(
    MEMBERS.map((kind) => [
      kind,
      (config[kind] as MetaMember[] | undefined)?.map((member) => restored(member, title, table)),
    ]),
  );
  return { ...cube, config: { ...config, ...own, title, ...members } };
}

function restored(member: MetaMember, cubeTitle: string, table: readonly Told[]): MetaMember {
  const told = toldOf(member, table);
  if (!told) return member;
  const { title, description, meta } = told;
  return {
    ...member,
    ...(title === undefined ? {} : { shortTitle: title, title: `${cubeTitle} ${title}` }),
    ...(description === undefined ? {} : { description }),
    meta: meta ?? {},
  };
}

function toldOf(bearer: MetaMember, table: readonly Told[]): Told | undefined {
  const number = bearer.meta?.[NUMBER];
  return typeof number === 'number' ? table[number] : undefined;
}
