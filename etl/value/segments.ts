import { type KnownSegment, keepIdentity } from '../../src/analytics/segment/identity.js';
import { lloyd } from '../../src/analytics/segment/lloyd.js';
import { countDistinct, type Points, pickPoints, pointsFromColumns } from '../../src/analytics/segment/points.js';
import { segment } from '../../src/analytics/segment/segment.js';
import { silhouettes } from '../../src/analytics/segment/silhouette.js';
import { type Scale, zScores } from '../../src/analytics/segment/standardise.js';
import { BEHAVIOUR } from './indicators.js';

/** One segment of a month. */
export interface MonthSegment extends KnownSegment {
  readonly nameZh: string;
  readonly drift: number | null;
}

/** The segmentation of one month: what the next month starts from. */
export interface SegmentModel {
  /** Names of the behaviour that means and scales are about. */
  readonly behaviour: readonly string[];
  readonly scales: readonly Scale[];
  readonly segments: readonly MonthSegment[];
  readonly silhouette: number;
  readonly learntSilhouette: number;
}

/** Points that the quality of a segmentation is judged on, month by month. */
const JUDGED = 1500;
/** A segmentation that fits so much worse than when it was learnt is learnt anew. */
const WORN_OUT = 0.7;
const SEED = 20240229;

/**
 * Segments of a sample of customers. With a model of the month before, its middles move to where the customers now are and
 * keep their identity; when they no longer fit, segments are learnt anew and get the identity of the nearest known ones.
 */
export function segmentsOf(
  sample: readonly Float64Array[],
  before: SegmentModel | undefined,
  nextId: number,
): SegmentModel {
  if (before) {
    const moved = follow(sample, before);
    if (moved.silhouette >= WORN_OUT * before.learntSilhouette) return moved;
  }
  return learn(sample, before, nextId);
}

function follow(sample: readonly Float64Array[], before: SegmentModel): SegmentModel {
  const points = standardised(sample, before);
  const known = before.segments;
  const start = Float64Array.from(
    known.flatMap(({ means }) => before.scales.map((scale, d) => z(means[d] as number, scale))),
  );
  const found = lloyd(points, start, 50);
  const segments = known.map((one, c) => {
    const centroid = before.scales.map((_, d) => found.centroids[c * before.scales.length + d] as number);
    const means = before.scales.map(({ mean, deviation }, d) => mean + (centroid[d] as number) * deviation);
    const drift = Math.sqrt(
      before.scales.reduce(
        (sum, scale, d) => sum + ((centroid[d] as number) - z(one.means[d] as number, scale)) ** 2,
        0,
      ) / before.scales.length,
    );
    return { ...one, means, drift };
  });
  return { ...before, segments, silhouette: quality(points, found.k, found.labels) };
}

function learn(sample: readonly Float64Array[], before: SegmentModel | undefined, nextId: number): SegmentModel {
  const used = BEHAVIOUR.map(({ name }, d) => ({ name, column: sample[d] as Float64Array })).filter(({ column }) =>
    varies(column),
  );
  const columns = used.map(({ column }) => column);
  const behaviour = used.map(({ name }) => name);
  if (columns.length === 0 || countDistinct(pointsFromColumns(columns), 10) < 2)
    return { behaviour: [], scales: [], segments: [], silhouette: 0, learntSilhouette: 0 };
  const found = segment(behaviour, columns, { k: 'auto', seed: SEED, silhouetteRows: JUDGED });
  const means = found.profile.map((one) => one.columns.map(({ mean }) => mean));
  const sameColumns = before?.behaviour.join() === behaviour.join();
  const match = keepIdentity(
    sameColumns && before ? before.segments : [],
    before?.scales ?? found.scales,
    means,
    nextId,
  );
  const segments = found.profile.map((one, i) => {
    const id = match.ids[i] as number;
    const known = before?.segments.find((other) => other.id === id);
    return {
      id,
      name: known?.name ?? capitalised(translated(one.name, 'en')),
      nameZh: known?.nameZh ?? translated(one.name, 'zh'),
      means: means[i] as number[],
      drift: match.drift[i] ?? null,
    };
  });
  return {
    behaviour,
    scales: found.scales,
    segments,
    silhouette: found.silhouette,
    learntSilhouette: found.silhouette,
  };
}

function standardised(sample: readonly Float64Array[], { behaviour, scales }: SegmentModel): Points {
  return pointsFromColumns(
    behaviour.map((name, d) =>
      zScores(sample[BEHAVIOUR.findIndex((one) => one.name === name)] ?? [], scales[d] as Scale),
    ),
  );
}

function quality(points: Points, k: number, labels: Int32Array): number {
  const few = Int32Array.from({ length: Math.min(JUDGED, points.count) }, (_, i) => i);
  return silhouettes(pickPoints(points, few), [{ k, labels: labels.subarray(0, few.length) }])[0] ?? 0;
}

function z(value: number, { mean, deviation }: Scale): number {
  return deviation === 0 ? 0 : (value - mean) / deviation;
}

function varies(column: Float64Array): boolean {
  return column.some((value) => Math.abs(value - (column[0] as number)) > 1e-9);
}

/** A profile's name, such as `high data, low voice`, with the behaviour's titles in a language. */
function translated(name: string, language: 'en' | 'zh'): string {
  const words = { 'very high': '很高', 'very low': '很低', high: '高', low: '低' } as const;
  if (name === 'average') return language === 'en' ? 'average' : '平均';
  const parts = name
    .replace(/ \(\d+\)$/, '')
    .split(', ')
    .map((part) => {
      const [, degree, behaviour] = /^(very high|very low|high|low) (.*)$/.exec(part) ?? [];
      const title = BEHAVIOUR.find((one) => one.name === behaviour)?.title;
      if (!title || !degree) return part;
      return language === 'en' ? `${degree} ${title.en}` : `${title.zh}${words[degree as keyof typeof words]}`;
    });
  const suffix = / \((\d+)\)$/.exec(name)?.[0] ?? '';
  return parts.join(language === 'en' ? ', ' : '、') + suffix;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
