import type { Granularity, Scalar } from '../api/types.js';
import { CHARTS } from './chart-kinds.js';
import { AHEAD } from './months-ahead.js';
import {
  type Axis,
  axisOf,
  type BrowseState,
  COMPARISONS,
  emptyState,
  type Level,
  LOOKS,
  levelKey,
  type Path,
  type Slicer,
  type Value,
} from './state.js';

// A readable address: lists by comma, parts by `~`, values percent-encoded with a one-letter type where it is not text.

const GRANULARITIES: readonly string[] = ['day', 'week', 'month', 'quarter', 'year'];

const encodeText = (text: string): string => encodeURIComponent(text).replace(/[~.!'()*]/g, hex);
const hex = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

function encodeScalar(value: Scalar): string {
  if (value === null) return '!';
  if (typeof value === 'number') return `*${value}`;
  if (typeof value === 'boolean') return value ? '*true' : '*false';
  if (value === '') return '*empty';
  return encodeText(value);
}

function decodeScalar(text: string): Scalar {
  if (text === '!') return null;
  if (text === '*true') return true;
  if (text === '*false') return false;
  if (text === '*empty') return '';
  if (text.startsWith('*')) return Number(text.slice(1));
  return decodeURIComponent(text);
}

const list = (text: string | undefined, by = ','): string[] => (text ? text.split(by) : []);
const encodePath = (path: Path): string => path.map(encodeScalar).join('~');
const decodePath = (text: string | undefined): Path => list(text, '~').map(decodeScalar);

function decodeLevel(text: string): Level {
  const dot = text.lastIndexOf('.');
  const bucket = text.slice(dot + 1);
  if (dot > 0 && GRANULARITIES.includes(bucket))
    return { name: text.slice(0, dot), granularity: bucket as Granularity };
  return { name: text };
}

function encodeAxis(prefix: string, axis: Axis): [string, string][] {
  const parts: [string, string][] = [[prefix, axis.levels.map(levelKey).join(',')]];
  if (axis.depth !== 1) parts.push([`${prefix}d`, String(axis.depth)]);
  if (axis.root.length > 0) parts.push([`${prefix}in`, encodePath(axis.root)]);
  if (axis.open.length > 0) parts.push([`${prefix}o`, axis.open.map(encodePath).join(',')]);
  if (axis.shut.length > 0) parts.push([`${prefix}x`, axis.shut.map(encodePath).join(',')]);
  return parts;
}

function decodeAxis(prefix: string, parts: ReadonlyMap<string, string>): Axis {
  const levels = list(parts.get(prefix)).map(decodeLevel);
  if (levels.length === 0) return axisOf([]);
  return {
    levels,
    depth: Math.max(1, Math.min(levels.length, Number(parts.get(`${prefix}d`) ?? 1) || 1)),
    root: decodePath(parts.get(`${prefix}in`)).slice(0, levels.length - 1),
    open: list(parts.get(`${prefix}o`)).map(decodePath),
    shut: list(parts.get(`${prefix}x`)).map(decodePath),
  };
}

function encodeValue(value: Value): string {
  const given = Object.entries(value.arguments).map(([name, argument]) => `${name}:${encodeScalar(argument)}`);
  return [value.measure, ...given].join('~');
}

function decodeValue(text: string): Value {
  const [measure = '', ...given] = text.split('~');
  const pairs = given.map((pair): [string, number | string] => {
    const colon = pair.indexOf(':');
    const value = decodeScalar(pair.slice(colon + 1));
    return [pair.slice(0, colon), typeof value === 'number' ? value : String(value)];
  });
  return { measure, arguments: Object.fromEntries(pairs) };
}

const encodeSlicer = (slicer: Slicer): string =>
  [levelKey({ name: slicer.member, ...(slicer.granularity ? { granularity: slicer.granularity } : {}) }), slicer.mode]
    .concat(slicer.values.map(encodeScalar))
    .join('~');

function decodeSlicer(text: string): Slicer {
  const [level = '', mode = 'in', ...values] = text.split('~');
  const { name, granularity } = decodeLevel(level);
  return {
    member: name,
    ...(granularity ? { granularity } : {}),
    mode: mode === 'notIn' || mode === 'range' ? mode : 'in',
    values: values.map(decodeScalar),
  };
}

export function encodeState(state: BrowseState): string {
  const parts: [string, string][] = [
    ['v', state.view],
    ...encodeAxis('r', state.rows),
    ...encodeAxis('c', state.columns),
  ];
  parts.push(['m', state.values.map(encodeValue).join(',')]);
  if (state.slicers.length > 0) parts.push(['f', state.slicers.map(encodeSlicer).join(',')]);
  if (state.sort)
    parts.push(['s', [state.sort.value, state.sort.direction, ...state.sort.column.map(encodeScalar)].join('~')]);
  if (state.top) parts.push(['t', [state.top.count, state.top.value, state.top.others ? 'others' : 'only'].join('~')]);
  if (state.look !== 'plain') parts.push(['look', state.look]);
  if (state.chart !== 'none') parts.push(['chart', state.chart]);
  if (state.compare !== 'none') parts.push(['vs', state.compare]);
  if (state.ahead > 0) parts.push(['ahead', String(state.ahead)]);
  return parts.map(([key, value]) => `${key}=${value}`).join('&');
}

/** The state that an address tells; null where it tells none. Parts that make no sense are left out. */
export function decodeState(query: string): BrowseState | null {
  const parts = new Map(
    query.split('&').map((part): [string, string] => {
      const equals = part.indexOf('=');
      return [part.slice(0, equals), part.slice(equals + 1)];
    }),
  );
  const view = parts.get('v');
  if (!view) return null;
  try {
    const [sortValue, direction, ...column] = list(parts.get('s'), '~');
    const [count, topValue, others] = list(parts.get('t'), '~');
    return {
      ...emptyState(view),
      rows: decodeAxis('r', parts),
      columns: decodeAxis('c', parts),
      values: list(parts.get('m')).map(decodeValue),
      slicers: list(parts.get('f')).map(decodeSlicer),
      sort:
        sortValue === undefined
          ? null
          : {
              value: Number(sortValue),
              direction: direction === 'asc' ? 'asc' : 'desc',
              column: column.map(decodeScalar),
            },
      top:
        count === undefined
          ? null
          : { count: Number(count) || 10, value: Number(topValue) || 0, others: others !== 'only' },
      look: LOOKS.find((one) => one === parts.get('look')) ?? 'plain',
      chart: CHARTS.find((one) => one === parts.get('chart')) ?? 'none',
      compare: COMPARISONS.find((one) => one === parts.get('vs')) ?? 'none',
      ahead: AHEAD.find((one) => String(one) === parts.get('ahead')) ?? 0,
    };
  } catch {
    return null; // A percent sign that encodes nothing.
  }
}
