import {
  FLUSH,
  SYNC,
  writeBind,
  writeExecute,
  writeParse,
  writeQuery,
  writeTarget,
} from '../../../src/sql/wire/frontend.js';

/** One conversation: what is sent at once, and how many ReadyForQuery end it. */
export interface Shape {
  readonly name: string;
  readonly send: readonly Buffer[];
  readonly ready: number;
}

const P = (statement: string, sql: string, parameterTypes: number[] = []) =>
  writeParse({ statement, sql, parameterTypes });
const B = (portal: string, statement: string, values: (string | null)[] = [], resultFormats: number[] = []) =>
  writeBind({
    portal,
    statement,
    parameterFormats: [],
    parameters: values.map((value) => (value === null ? null : Buffer.from(value))),
    resultFormats,
  });
const D = (name = '') => writeTarget('D', { kind: 'portal', name });
const DS = (name = '') => writeTarget('D', { kind: 'statement', name });
const E = (portal = '', maxRows = 0) => writeExecute({ portal, maxRows });
const C = (name = '') => writeTarget('C', { kind: 'portal', name });
const CS = (name = '') => writeTarget('C', { kind: 'statement', name });
const Q = writeQuery;
const S = SYNC;
const H = FLUSH;

/** Both sides have a relation churn with these columns; the door's is the view. */
const ASK = 'select tier, sum(churned) as n from churn group by tier order by tier';
const BY = 'select tier, sum(churned) from churn where province = $1 group by tier order by tier';
const DATE = 'select month, sum(churned) from churn where month >= $1 group by month order by month limit 3';
const BAD = 'select nothing from churn';

const shapes: [string, Buffer[], number?][] = [
  ['simple query', [Q(ASK)]],
  ['simple query of nothing', [Q('')]],
  ['simple query of a comment', [Q('-- nothing')]],
  ['simple query with two statements', [Q(`${ASK}; select 1 as one`)]],
  ['simple query, the second fails', [Q(`${ASK}; ${BAD}; select 2`)]],
  ['simple query, the first fails', [Q(`${BAD}; ${ASK}`)]],
  ['simple query with a syntax error', [Q('selec 1')]],
  ['simple query native', [Q('select 1 as a, null as b, true as c')]],
  ['two simple queries at once', [Q(ASK), Q('select 3')], 2],
  ['transaction in one query', [Q(`begin; ${ASK}; commit`)]],
  ['transaction in queries', [Q('begin'), Q(ASK), Q('commit')], 3],
  ['failed transaction', [Q('begin'), Q(BAD), Q(ASK), Q('select 1'), Q('rollback')], 5],
  ['savepoint', [Q('begin'), Q('savepoint a'), Q(BAD), Q('rollback to a'), Q(ASK), Q('commit')], 6],
  ['read only transaction', [Q('start transaction read only'), Q(ASK), Q('commit')], 3],
  ['extended', [P('', ASK), B('', ''), D(), E(), S]],
  ['extended, described as a statement', [P('', ASK), DS(), B('', ''), E(), S]],
  ['extended without describe', [P('', ASK), B('', ''), E(), S]],
  ['extended with flushes', [P('', ASK), H, B('', ''), H, D(), H, E(), H, S]],
  ['describe only', [P('', ASK), DS(), B('', ''), D(), S]],
  ['text parameter', [P('', BY), DS(), B('', '', ['Sichuan']), D(), E(), S]],
  ['NULL parameter', [P('', BY), B('', '', [null]), E(), S]],
  ['date parameter', [P('', DATE), DS(), B('', '', ['2024-02-01']), D(), E(), S]],
  ['typed parameter', [P('', DATE, [1082]), DS(), B('', '', ['2024-02-01']), E(), S]],
  ['bad parameter', [P('', DATE), B('', '', ['no date']), E(), S]],
  ['too few parameters', [P('', BY), B('', ''), E(), S]],
  [
    'binary result',
    [
      P('', 'select tier, month, count(*) from churn group by 1, 2 order by 1, 2 limit 4'),
      B('', '', [], [1]),
      D(),
      E(),
      S,
    ],
  ],
  ['binary numeric', [P('', ASK), B('', '', [], [0, 1]), D(), E(), S]],
  ['wrong number of formats', [P('', ASK), B('', '', [], [0, 1, 0]), E(), S]],
  ['named statement twice', [P('a', BY), B('', 'a', ['Beijing']), E(), B('', 'a', ['Sichuan']), E(), S, CS('a'), S], 2],
  ['named statement parsed twice', [P('b', ASK), P('b', ASK), S, B('', 'b'), E(), S, CS('b'), S], 3],
  ['unknown statement', [B('', 'nowhere'), E(), S]],
  ['unknown portal', [E('nowhere'), S]],
  ['closing what is not there', [C('nowhere'), CS('nowhere'), S]],
  ['portal with a row limit', [P('', ASK), B('p', ''), D('p'), E('p', 2), E('p', 2), E('p', 2), S]],
  ['portal with a row limit of all rows', [P('', ASK), B('p', ''), E('p', 3), E('p', 3), S]],
  ['portal executed again when done', [P('', ASK), B('p', ''), E('p'), E('p'), S]],
  [
    'portal across syncs in a transaction',
    [Q('begin'), P('', ASK), B('p', ''), E('p', 1), S, E('p', 1), S, E('p', 0), S, Q('commit')],
    5,
  ],
  ['portal across syncs without a transaction', [P('', ASK), B('p', ''), E('p', 1), S, E('p', 1), S], 2],
  [
    'two portals in turn',
    [
      P('a', ASK),
      P('b', BY),
      B('p', 'a'),
      B('q', 'b', ['Beijing']),
      E('p', 1),
      E('q', 1),
      E('p', 1),
      E('q', 1),
      S,
      CS('a'),
      CS('b'),
      S,
    ],
    2,
  ],
  ['portal rebound', [P('', ASK), B('p', ''), E('p', 1), C('p'), B('p', ''), E('p', 1), S]],
  ['portal bound twice', [P('', ASK), B('p', ''), B('p', ''), S]],
  ['unnamed portal rebound', [P('', ASK), B('', ''), E('', 1), B('', ''), E('', 1), S]],
  [
    'pipeline of three',
    [P('', ASK), B('', ''), E(), S, P('', 'select 1'), B('', ''), E(), S, P('', BY), B('', '', ['Beijing']), E(), S],
    3,
  ],
  [
    'pipeline without syncs',
    [P('', ASK), B('', ''), E(), P('', 'select 1'), B('', ''), E(), P('', BY), B('', '', ['Beijing']), E(), S],
  ],
  ['error skips to sync', [P('', BAD), B('', ''), E(), P('', ASK), B('', ''), E(), S, Q('select 1')], 2],
  ['error in the middle', [P('', ASK), B('', ''), E(), P('', BAD), B('', ''), E(), S, Q('select 1')], 2],
  ['execution error', [P('', 'select 1 / (count(*) - count(*)) from churn'), B('', ''), D(), E(), S]],
  ['query in a failed pipeline is skipped', [P('', BAD), Q('select 1'), S]],
  ['empty statement', [P('', ''), B('', ''), D(), E(), S]],
  ['two statements in Parse', [P('', 'select 1; select 2'), S]],
  [
    'cursor',
    [
      Q('begin'),
      Q(`declare c cursor for ${ASK}`),
      Q('fetch 1 from c'),
      Q('fetch all from c'),
      Q('close c'),
      Q('commit'),
    ],
    6,
  ],
  ['cursor outside a transaction', [Q(`declare c cursor for ${ASK}`)]],
  ['cursor with hold', [Q(`declare h cursor with hold for ${ASK}`), Q('fetch 2 from h'), Q('close h')], 3],
  [
    'scroll cursor',
    [
      Q('begin'),
      Q(`declare s scroll cursor for ${ASK}`),
      Q('fetch last from s'),
      Q('fetch first from s'),
      Q('rollback'),
    ],
    5,
  ],
  [
    'cursor by the extended protocol',
    [
      Q('begin'),
      P('', `declare c cursor for ${BY}`),
      B('', '', ['Sichuan']),
      D(),
      E(),
      S,
      Q('fetch all from c'),
      Q('commit'),
    ],
    4,
  ],
  ['copy to stdout', [Q(`copy (${ASK}) to stdout`)]],
  ['copy as csv', [Q(`copy (${ASK}) to stdout with (format csv, header)`)]],
  [
    'prepare and execute',
    [Q(`prepare s(text) as ${BY}`), Q("execute s('Sichuan')"), Q('execute s(null)'), Q('deallocate s')],
    4,
  ],
  ['execute of nothing', [Q('execute nothing')]],
  ['temporary table', [Q(`create temp table t as ${ASK}`), Q('select * from t order by 1'), Q('drop table t')], 3],
  [
    'select into',
    [Q(`select tier into temp u from churn group by tier`), Q('select count(*) from u'), Q('drop table u')],
    3,
  ],
  ['show and set', [Q('set statement_timeout = 5000'), Q('show statement_timeout'), Q('reset statement_timeout')], 3],
  ['limit 0', [Q(`${ASK} limit 0`)]],
  ['offset', [Q(`${ASK} offset 2`)]],
  ['negative limit', [Q(`${ASK} limit -1`)]],
];

export const SHAPES: readonly Shape[] = shapes.map(([name, send, ready = 1]) => ({ name, send, ready }));
