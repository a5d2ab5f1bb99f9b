import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, type Node, namesOf } from '../../src/sql/query/ast.js';
import { Constants } from '../../src/sql/query/constants.js';
import { parserReady, parseStatements } from '../../src/sql/query/parser.js';
import { expressionOf } from '../../src/sql/translate/expression-of.js';
import { SHARED_ZONES } from '../../src/sql/translate/moments.js';
import { dimensionColumn } from '../../src/sql/translate/names.js';
import { TRANSLATIONS } from '../../src/sql/translate/table.js';
import { Translator } from '../../src/sql/translate/translate.js';
import { kindOf, type Translated } from '../../src/sql/translate/types.js';
import { type BothEngines, openBothEngines, type SampleColumn, type SampleRow } from '../support/sql/both-engines.js';
import { LEFT_TO_POSTGRES, MOMENTS, TRANSLATED } from './translations.samples.js';

const COLUMNS: readonly SampleColumn[] = [
  { name: 't', postgres: 'text', engine: 'String' },
  { name: 'u', postgres: 'text', engine: 'String' },
  { name: 'i', postgres: 'bigint', engine: 'Int64' },
  { name: 'j', postgres: 'bigint', engine: 'Int64' },
  { name: 'n', postgres: 'numeric', engine: 'Decimal(14, 2)' },
  { name: 'f', postgres: 'float8', engine: 'Float64' },
  { name: 'b', postgres: 'bool', engine: 'Bool' },
  { name: 'd', postgres: 'date', engine: 'Date' },
  { name: 'e', postgres: 'date', engine: 'Date' },
  { name: 'w', postgres: 'date', engine: 'Date32' },
  { name: 'm', postgres: 'numeric', engine: 'Decimal(10, 4)' },
  { name: 'p', postgres: 'timestamp', engine: "DateTime('UTC')" },
  { name: 'q', postgres: 'timestamp', engine: "DateTime64(6, 'UTC')" },
];

const used = new Set<string>();
let both: BothEngines;
beforeAll(async () => {
  await parserReady;
  both = await openBothEngines(COLUMNS);
});
afterAll(() => both?.close());

function parse(sql: string): Node {
  const [statement] = parseStatements(`select ${sql}`);
  const value = as(as(statement?.node, 'SelectStmt')?.targetList?.[0], 'ResTarget')?.val;
  if (!value) throw new Error(`no expression: ${sql}`);
  return value;
}

function columnOf(node: Node): Translated | undefined {
  const [name] = namesOf(as(node, 'ColumnRef')?.fields);
  const column = COLUMNS.find((known) => known.name === name);
  return column && dimensionColumn({ ...DIMENSION, name: column.name, engineType: `Nullable(${column.engine})` });
}

const text = { en: '', zh: '' };
const DIMENSION = {
  title: text,
  description: text,
  type: 'string',
  primaryKey: false,
  masked: false,
  grain: null,
} as const;

function translate(sql: string, constants: Constants): Translated | undefined {
  const names = { column: columnOf, moment: () => undefined, constants };
  return new Translator(names, (key) => used.add(key)).translate(parse(sql));
}

const word = fc
  .oneof(
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        'A',
        'a b',
        'b',
        '',
        ' a ',
        'aab',
        'Ab1',
        'é',
        'É中a',
        'ÑéÉΣΑΣ',
        'İstanbul ı',
        'ßẞﬁ ᾳŉ',
        'Жжſ',
        '50% a_b',
        'a\nb',
        'x.y',
        '"q\'\\',
      ),
    },
    { weight: 2, arbitrary: fc.string({ maxLength: 8 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }) },
  )
  .map((value) => value.replaceAll('\0', ''));
const nullable = (value: fc.Arbitrary<string>) => fc.option(value, { freq: 6, nil: null });
const whole = fc
  .oneof(
    fc.integer({ min: -20, max: 20 }),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => value / 8n),
  )
  .map(String);
const cents = fc
  .oneof(fc.integer({ min: -2000, max: 2000 }), fc.integer({ min: -(10 ** 13), max: 10 ** 13 }))
  .map(
    (value) =>
      `${value < 0 ? '-' : ''}${Math.trunc(Math.abs(value) / 100)}.${String(Math.abs(value) % 100).padStart(2, '0')}`,
  );
const float = fc
  .oneof(
    fc.integer({ min: -40, max: 40 }).map((value) => value / 2),
    fc.double({ noNaN: true, min: -1e9, max: 1e9 }),
  )
  .map((value) => String(Math.abs(value) < 1e-100 ? 0 : value));
const day = fc.oneof(
  fc.constantFrom('2024-02-29', '2023-02-28', '2024-12-30', '2023-01-01', '2000-01-01', '2024-03-31', '1970-01-01'),
  fc.integer({ min: 0, max: 65_000 }).map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10)),
);
const anyDay = fc
  .integer({ min: -25_567, max: 120_529 })
  .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));
const tenThousandths = fc.integer({ min: -(10 ** 9), max: 10 ** 9 }).map((value) => (value / 10_000).toFixed(4));
/** Near the hours at which clocks change in many zones, and anywhere until 2037. */
const second = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('2024-03-31', '2024-10-27', '2023-03-12', '2023-11-05', '2024-04-07', '2011-12-30', '2018-11-04'),
      fc.integer({ min: -30_000, max: 90_000 }),
    )
    .map(([date, seconds]) => Date.parse(`${date}T00:00:00Z`) / 1000 + seconds),
  fc.integer({ min: 86_400, max: 2_114_380_800 }),
);
const moment = second.map((value) => new Date(value * 1000).toISOString().slice(0, 19).replace('T', ' '));
const row: fc.Arbitrary<SampleRow> = fc.tuple(
  nullable(word),
  nullable(word),
  nullable(whole),
  nullable(whole),
  nullable(cents),
  nullable(float),
  nullable(fc.constantFrom('t', 'f')),
  nullable(day),
  nullable(day),
  nullable(anyDay),
  nullable(tenThousandths),
  nullable(moment),
  nullable(moment),
);

/** Values of the expression's type as one spelling. */
function normal(value: string | null | undefined, type: Translated): string | null {
  if (value === null || value === undefined) return null;
  switch (kindOf(type)) {
    case 'boolean':
      return String(value === 't' || value === 'true' || value === '1');
    case 'float':
      return String(Number(value) === 0 ? 0 : Number(value));
    case 'numeric':
      return value.includes('.') ? value.replace(/0+$/, '').replace(/\.$/, '').replace(/^-0$/, '0') : value;
    case 'day':
      return value.slice(0, 10);
    case 'moment':
      return value.includes('.') ? value.replace(/\.?0+$/, '') : value;
    default:
      return value;
  }
}

const rowsOfSamples = fc.array(row, { minLength: 150, maxLength: 200, size: 'max' });

/** Where the engines disagree, a few at most. */
async function differences(
  known: readonly { readonly sql: string; readonly value: Translated }[],
  rows: readonly SampleRow[],
  constants: Constants,
) {
  await both.fill(rows);
  const values = await constantsOf(constants);
  const expressions = known.map(({ sql, value }) => {
    const expression = expressionOf(value, values);
    if (!expression) throw new Error(`a constant of ${sql} is not for the engine`);
    return expression;
  });
  const theirs = await both.inPostgres(known.map(({ sql }) => sql));
  const ours = await both.inWarehouse(expressions);
  const different = known.flatMap(({ sql, value }, column) =>
    rows.flatMap((given, at) => {
      const [postgres, engine] = [normal(theirs[at]?.[column], value), normal(ours[at]?.[column], value)];
      return postgres === engine ? [] : [{ sql, given: given.join('|'), postgres, engine }];
    }),
  );
  return different.slice(0, 6);
}

async function constantsOf(constants: Constants) {
  return constants.compute({
    parameterCount: 0,
    signal: new AbortController().signal,
    parameter: () => undefined,
    evaluate: (sql) => both.evaluate(sql),
  });
}

describe.each(Object.entries({ ...TRANSLATED, moments: MOMENTS }))('translated %s', (_subject, samples) => {
  it('are the same in both engines for any values', { timeout: 60_000 }, async () => {
    const constants = new Constants();
    const all = samples.map((sql) => ({ sql, value: translate(sql, constants) }));
    expect(all.filter(({ value }) => !value).map(({ sql }) => sql)).toEqual([]);
    const known = all.flatMap(({ sql, value }) => (value ? [{ sql, value }] : []));
    let failure: unknown;
    const { failed, seed } = await fc.check(
      fc.asyncProperty(rowsOfSamples, async (rows) => {
        failure = await differences(known, rows, constants).catch(
          (error: Error & { engineText?: string }) => error.engineText ?? error.message,
        );
        return Array.isArray(failure) && failure.length === 0;
      }),
      { numRuns: 3, endOnFailure: true },
    );
    expect({ seed, failure }).toEqual({ seed, failure: failed ? 'none' : [] });
  });
});

it('agrees on the clocks of any zone', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...SHARED_ZONES), rowsOfSamples, async (zone, rows) => {
      const constants = new Constants();
      const known = ["(p at time zone 'ZONE') at time zone 'UTC'", "(q at time zone 'UTC') at time zone 'ZONE'"].map(
        (sql) => {
          const inZone = sql.replace('ZONE', zone);
          const value = translate(inZone, constants);
          if (!value) throw new Error(`${inZone} is not translated`);
          return { sql: inZone, value };
        },
      );
      expect(await differences(known, rows, constants)).toEqual([]);
    }),
    { numRuns: 5, endOnFailure: true },
  );
});

/** Expressions of the grammar, typed so that Postgres takes them; numbers stay small enough not to overflow. */
const { text: anyText } = fc.letrec<{ text: string; number: string; day: string; truth: string }>((tie) => ({
  text: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('t', 'u', "'Ab'", "''", "'中'"),
    fc
      .tuple(fc.constantFrom('lower', 'upper', 'trim', 'reverse', 'md5'), tie('text'))
      .map(([name, inner]) => `${name}(${inner})`),
    fc
      .tuple(fc.constantFrom('left', 'right', 'repeat'), tie('text'), fc.nat(4))
      .map(([name, inner, n]) => `${name}(${inner}, ${n})`),
    fc.tuple(tie('text'), tie('text')).map(([a, b]) => `(${a} || ${b})`),
    fc.tuple(tie('text'), tie('text')).map(([a, b]) => `coalesce(${a}, ${b})`),
    fc.tuple(tie('text'), tie('text')).map(([a, b]) => `nullif(${a}, ${b})`),
    fc.tuple(tie('truth'), tie('text'), tie('text')).map(([c, a, b]) => `case when ${c} then ${a} else ${b} end`),
    tie('day').map((inner) => `to_char(${inner}, 'YYYY-MM')`),
    tie('number').map((inner) => `(${inner})::text`),
  ),
  number: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('7', '(-3)', '0'),
    tie('text').map((inner) => `length(${inner})`),
    tie('day').map((inner) => `extract(doy from ${inner})::int`),
    fc
      .tuple(tie('number'), fc.constantFrom('+', '-'), tie('number'))
      .map(([a, operator, b]) => `(${a} ${operator} ${b})`),
    fc
      .tuple(tie('number'), fc.constantFrom('/', '%'), fc.constantFrom('2', '7', '(-5)'))
      .map((parts) => `(${parts.join(' ')})`),
    fc.tuple(tie('number'), tie('number')).map(([a, b]) => `greatest(${a}, ${b})`),
  ),
  day: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('d', 'e'),
    fc.tuple(tie('day'), fc.nat(400)).map(([inner, n]) => `(${inner} + ${n})`),
    fc
      .tuple(fc.constantFrom('week', 'month', 'quarter', 'year'), tie('day'))
      .map(([unit, inner]) => `date_trunc('${unit}', ${inner})::date`),
    fc
      .tuple(tie('day'), fc.constantFrom('1 month', '2 years 3 days'))
      .map(([inner, step]) => `(${inner} - interval '${step}')::date`),
    fc.tuple(tie('truth'), tie('day'), tie('day')).map(([c, a, b]) => `case when ${c} then ${a} else ${b} end`),
  ),
  truth: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('b', 'i > 0', 'n < 1.5', "t like '%a%'", "u ~ '^[A-Z]'"),
    fc
      .tuple(tie('text'), fc.constantFrom('=', '<', '>=', 'is distinct from'), tie('text'))
      .map(([a, op, c]) => `(${a}::text ${op} ${c})`),
    fc.tuple(tie('number'), fc.constantFrom('=', '<>', '<='), tie('number')).map(([a, op, c]) => `(${a} ${op} ${c})`),
    fc.tuple(tie('day'), fc.constantFrom('=', '>'), tie('day')).map(([a, op, c]) => `(${a} ${op} ${c})`),
    fc.tuple(tie('truth'), fc.constantFrom('and', 'or'), tie('truth')).map(([a, op, c]) => `(${a} ${op} ${c})`),
    tie('truth').map((inner) => `(not ${inner})`),
    tie('truth').map((inner) => `(${inner} is not true)`),
    tie('text').map((inner) => `(${inner} is null)`),
  ),
}));

it('agrees on compositions of them', { timeout: 60_000 }, async () => {
  let failure: unknown;
  let translatedOnes = 0;
  const { failed, seed } = await fc.check(
    fc.asyncProperty(
      fc.array(anyText, { minLength: 25, maxLength: 30, size: 'max' }),
      rowsOfSamples,
      async (texts, rows) => {
        const constants = new Constants();
        const known = [...new Set(texts)].flatMap((sql) => {
          const value = translate(sql, constants);
          return value ? [{ sql, value }] : [];
        });
        translatedOnes += known.length;
        failure = await differences(known, rows, constants).catch(
          (error: Error & { engineText?: string }) => error.engineText ?? error.message,
        );
        return Array.isArray(failure) && failure.length === 0;
      },
    ),
    { numRuns: 4, endOnFailure: true },
  );
  expect({ seed, failure }).toEqual({ seed, failure: failed ? 'none' : [] });
  expect(translatedOnes).toBeGreaterThan(40);
});

it('fails in both engines where a column that divides is zero', async () => {
  const constants = new Constants();
  await both.fill([
    ['a', null, '7', '0', '1.00', '0', 't', '2024-02-29', null, null],
    ['b', null, '7', null, '1.00', '0', 't', '2024-02-29', null, null],
  ]);
  for (const sql of ['i / j', 'i % j', 'mod(i, j)', '100 / (i - 7)']) {
    const value = translate(sql, constants);
    const expression = value && expressionOf(value, await constantsOf(constants));
    expect(expression, sql).toBeDefined();
    await expect(both.inPostgres([sql]), sql).rejects.toMatchObject({ code: '22012' });
    await expect(both.inWarehouse(expression ? [expression] : []), sql).rejects.toMatchObject({
      kind: 'DIVISION_BY_ZERO',
      sqlState: '22012',
    });
  }
});

it('fails in both engines where a text is no whole number', async () => {
  const expression = expressionOf(translate('t::int', new Constants()) ?? { parts: [] }, []);
  for (const text of ['', ' ', 'a', '1a', '1.0', '+-1', '1 2', '--1']) {
    await both.fill([[text, null, null, null, null, null, null, null, null, null]]);
    await expect(both.inPostgres(['t::int']), text).rejects.toMatchObject({ code: '22P02' });
    await expect(both.inWarehouse(expression ? [expression] : []), text).rejects.toMatchObject({
      kind: 'BAD_REQUEST',
      message: 'invalid input syntax for type integer',
    });
  }
});

it('leaves to Postgres what the engines do differently', () => {
  const translated = LEFT_TO_POSTGRES.filter((sql) => translate(sql, new Constants()) !== undefined);
  expect(translated).toEqual([]);
});

it('has an expression for every entry of the table', () => {
  for (const sql of Object.values(TRANSLATED).flat()) translate(sql, new Constants());
  const keys = TRANSLATIONS.map(({ name, takes }) => `${name}(${takes.join(', ')})`);
  expect(keys.filter((key) => !used.has(key))).toEqual([]);
});
