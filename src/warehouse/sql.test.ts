import { expect, it } from 'vitest';
import { identifier, join, sql, typed, unsafeRaw } from './sql.js';

it('binds values by name and type, and never writes them into the text', () => {
  const { text, params } =
    sql`SELECT * FROM t WHERE a = ${"x' OR 1"} AND b IN ${[1, 2]} AND c = ${typed('1.5', 'Decimal(18, 4)')}`;
  expect(text).toBe('SELECT * FROM t WHERE a = {p0:String} AND b IN {p1:Array(Int64)} AND c = {p2:Decimal(18, 4)}');
  expect(params).toEqual({ p0: "x' OR 1", p1: [1, 2], p2: '1.5' });
});

it('names the parameters of nested pieces when the whole is put together', () => {
  const month = sql`month = ${typed('2024-01-01', 'Date')}`;
  const both = join([month, sql`plan = ${'gold'}`, month], ' AND ');
  const { text, params } = sql`SELECT ${1} FROM ${identifier('tenure', 'bill')} WHERE ${both} ${unsafeRaw('LIMIT 1')}`;
  expect(text).toBe(
    'SELECT {p0:Int64} FROM `tenure`.`bill` WHERE month = {p1:Date} AND plan = {p2:String} AND month = {p3:Date} LIMIT 1',
  );
  expect(params).toEqual({ p0: 1, p1: '2024-01-01', p2: 'gold', p3: '2024-01-01' });
});

it('guesses types of plain values and refuses to guess others', () => {
  const typesOf = (value: unknown) => /\{p0:(.*)\}/.exec(sql`${value}`.text)?.[1];
  expect([typesOf(1), typesOf(1.5), typesOf(2n ** 60n), typesOf(true), typesOf([]), typesOf([1, 1.5])]).toEqual([
    'Int64',
    'Float64',
    'Int64',
    'Bool',
    'Array(String)',
    'Array(Float64)',
  ]);
  for (const value of [null, undefined, {}, new Date(0), ['a', 1]]) expect(() => sql`${value}`.text).toThrow(TypeError);
});

it('lets no identifier or type end early', () => {
  expect(identifier('a`; DROP', 'b\\').text).toBe('`a\\`; DROP`.`b\\\\`');
  expect(() => identifier('')).toThrow(TypeError);
  expect(() => typed(1, 'UInt8} ; DROP {x:UInt8')).toThrow(TypeError);
});
