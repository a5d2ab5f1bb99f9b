import type { MemberYaml, ModelContent } from './model-file.js';

const PLACEHOLDER = /\$([A-Za-z_][A-Za-z0-9_]*)/g;
const MOST_NESTED = 20;

interface Variant {
  readonly sql: string;
  readonly when?: Readonly<Record<string, unknown>>;
  readonly steps?: Readonly<Record<string, number>>;
}

type Parts = Readonly<Record<string, string>>;

interface Argument {
  readonly name: string;
  readonly default?: number | string;
}

/**
 * Gives a measure with `meta.template` and without `sql` the SQL that the template is with the defaults of its arguments, so
 * that the model says it once. A measure that has an argument without a default keeps having none: it must write its own.
 */
export function writeTemplates(content: ModelContent): ModelContent {
  for (const { measures, meta } of Array.isArray(content.cubes) ? content.cubes : []) {
    const shared = (meta?.['parts'] ?? {}) as Parts;
    for (const measure of Array.isArray(measures) ? measures : []) {
      takeParts(measure, shared);
      const sql = measure.sql === undefined ? writtenSql(measure) : undefined;
      if (sql !== undefined) measure.sql = sql;
    }
  }
  return content;
}

/** Gives a measure the cube's parts that its templates name, and those that these name in turn. Its own come first. */
function takeParts({ meta }: MemberYaml, shared: Parts): void {
  if (!meta || (meta['template'] ?? meta['base_template']) === undefined || Object.keys(shared).length === 0) return;
  const own = (meta['parts'] ?? {}) as Parts;
  const taken: Record<string, string> = {};
  const look = (text: string): void => {
    for (const [, name = ''] of text.matchAll(PLACEHOLDER)) {
      const part = own[name] === undefined && taken[name] === undefined ? shared[name] : undefined;
      if (part === undefined) continue;
      taken[name] = part;
      look(part);
    }
  };
  for (const template of [meta['template'], meta['base_template']])
    for (const one of Array.isArray(template) ? (template as Variant[]) : [template])
      if (one !== undefined) look(typeof one === 'string' ? one : (one as Variant).sql);
  for (const part of Object.values(own)) look(part);
  if (Object.keys(taken).length > 0) meta['parts'] = { ...taken, ...own };
}

/** The template with the defaults; undefined where the measure has none or they are not all there. */
export function writtenSql({ meta }: MemberYaml): string | undefined {
  const template = meta?.['template'] as string | readonly Variant[] | undefined;
  const defaults = new Map(
    ((meta?.['arguments'] ?? []) as readonly Argument[]).map((argument) => [argument.name, argument.default]),
  );
  if (template === undefined || [...defaults.values()].includes(undefined)) return undefined;
  const text = typeof template === 'string' ? template : template.find((variant) => fits(variant, defaults))?.sql;
  if (text === undefined) return undefined;
  const parts = (meta?.['parts'] ?? {}) as Readonly<Record<string, string>>;
  const written = (sql: string, depth: number): string =>
    sql.replace(PLACEHOLDER, (whole, name: string) => {
      const given = defaults.get(name);
      if (given !== undefined) return typeof given === 'string' ? `'${given.replaceAll("'", "\\'")}'` : String(given);
      const part = parts[name];
      if (part === undefined) return `{${name}}`;
      return depth < MOST_NESTED ? written(part, depth + 1) : whole;
    });
  return written(text, 0);
}

function fits({ when = {}, steps = {} }: Variant, given: ReadonlyMap<string, unknown>): boolean {
  return (
    Object.entries(when).every(([name, value]) => given.get(name) === value) &&
    Object.entries(steps).every(([name, step]) => {
      const count = Number(given.get(name)) / step;
      return Math.abs(count - Math.round(count)) < 1e-9;
    })
  );
}
