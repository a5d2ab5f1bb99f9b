import { MAX_BINS } from './feature.js';

/** Sums of gradients and weights by bin of every feature, for one node of a tree. */
export interface NodeHistogram {
  /** Interleaved gradient and weight sums; a feature's bins start at `offsets[feature]`. Features left out hold nothing. */
  readonly sums: Float64Array;
  readonly offsets: Int32Array;
  total(feature: number): { readonly gradient: number; readonly weight: number };
}

/**
 * Builds node histograms. Two columns' bins are packed into one 16-bit index, so a row touches memory half as often; the
 * packed histogram is then summed along both sides. Rows are added in their order, so the sums depend on nothing else.
 */
export class Histograms {
  private readonly offsets: Int32Array;
  private readonly packed: readonly Uint16Array[];
  private readonly scratch = new Float64Array(MAX_BINS * MAX_BINS * 2);
  private readonly buffers: Float64Array[];
  private gathered = { gradients: new Float64Array(0), weights: new Float64Array(0) };

  constructor(
    private readonly binCounts: readonly number[],
    private readonly columns: readonly Uint8Array[],
  ) {
    this.offsets = new Int32Array(binCounts.length + 1);
    binCounts.forEach((count, f) => {
      this.offsets[f + 1] = (this.offsets[f] as number) + 2 * count;
    });
    const total = this.offsets[binCounts.length] as number;
    this.buffers = [0, 1, 2].map(() => new Float64Array(total));
    this.packed = Array.from({ length: binCounts.length >> 1 }, (_, i) => pack(columns, 2 * i));
  }

  /** `slot` names the buffer that is used again: 0 for the root, 1 for a child. */
  of(
    rows: Int32Array,
    gradients: Float64Array,
    weights: Float64Array,
    only?: readonly number[],
    slot: 0 | 1 = 0,
  ): NodeHistogram {
    const sums = this.buffers[slot] as Float64Array;
    const near = this.gather(rows, gradients, weights);
    if (only) {
      for (const feature of only) this.single(sums, feature, rows, near);
    } else {
      this.packed.forEach((_, i) => this.pair(sums, i, rows, near));
      if (this.binCounts.length % 2 === 1) this.single(sums, this.binCounts.length - 1, rows, near);
    }
    return this.node(sums);
  }

  /** The other child's histogram: the parent's less this one's. */
  subtract(parent: NodeHistogram, child: NodeHistogram, only?: readonly number[]): NodeHistogram {
    const sums = this.buffers[2] as Float64Array;
    const subtractFeature = (feature: number) => {
      const end = this.offsets[feature + 1] as number;
      for (let k = this.offsets[feature] as number; k < end; k++) {
        sums[k] = (parent.sums[k] as number) - (child.sums[k] as number);
      }
    };
    if (only) only.forEach(subtractFeature);
    else for (let f = 0; f < this.binCounts.length; f++) subtractFeature(f);
    return this.node(sums);
  }

  private node(sums: Float64Array): NodeHistogram {
    const { offsets } = this;
    return {
      sums,
      offsets,
      total: (feature) => {
        let gradient = 0;
        let weight = 0;
        for (let k = offsets[feature] as number; k < (offsets[feature + 1] as number); k += 2) {
          gradient += sums[k] as number;
          weight += sums[k + 1] as number;
        }
        return { gradient, weight };
      },
    };
  }

  private gather(rows: Int32Array, gradients: Float64Array, weights: Float64Array) {
    if (this.gathered.gradients.length < rows.length) {
      this.gathered = { gradients: new Float64Array(rows.length), weights: new Float64Array(rows.length) };
    }
    const near = this.gathered;
    for (let i = 0; i < rows.length; i++) {
      near.gradients[i] = gradients[rows[i] as number] as number;
      near.weights[i] = weights[rows[i] as number] as number;
    }
    return near;
  }

  private pair(
    sums: Float64Array,
    index: number,
    rows: Int32Array,
    near: { gradients: Float64Array; weights: Float64Array },
  ): void {
    const { scratch } = this;
    const first = 2 * index;
    const bins = this.packed[index] as Uint16Array;
    const firstCount = this.binCounts[first] as number;
    const secondCount = this.binCounts[first + 1] as number;
    scratch.fill(0, 0, firstCount * MAX_BINS * 2);
    const { gradients, weights } = near;
    for (let i = 0; i < rows.length; i++) {
      const cell = (bins[rows[i] as number] as number) << 1;
      scratch[cell] = (scratch[cell] as number) + (gradients[i] as number);
      scratch[cell + 1] = (scratch[cell + 1] as number) + (weights[i] as number);
    }
    const firstAt = this.offsets[first] as number;
    const secondAt = this.offsets[first + 1] as number;
    sums.fill(0, firstAt, this.offsets[first + 2] as number);
    for (let a = 0; a < firstCount; a++) {
      let gradient = 0;
      let weight = 0;
      for (let b = 0; b < secondCount; b++) {
        const cell = (a * MAX_BINS + b) << 1;
        gradient += scratch[cell] as number;
        weight += scratch[cell + 1] as number;
        const k = secondAt + 2 * b;
        sums[k] = (sums[k] as number) + (scratch[cell] as number);
        sums[k + 1] = (sums[k + 1] as number) + (scratch[cell + 1] as number);
      }
      sums[firstAt + 2 * a] = gradient;
      sums[firstAt + 2 * a + 1] = weight;
    }
  }

  private single(
    sums: Float64Array,
    feature: number,
    rows: Int32Array,
    near: { gradients: Float64Array; weights: Float64Array },
  ): void {
    const at = this.offsets[feature] as number;
    sums.fill(0, at, this.offsets[feature + 1] as number);
    const bins = this.columns[feature] as Uint8Array;
    for (let i = 0; i < rows.length; i++) {
      const k = at + ((bins[rows[i] as number] as number) << 1);
      sums[k] = (sums[k] as number) + (near.gradients[i] as number);
      sums[k + 1] = (sums[k + 1] as number) + (near.weights[i] as number);
    }
  }
}

function pack(columns: readonly Uint8Array[], first: number): Uint16Array {
  const a = columns[first] as Uint8Array;
  const b = columns[first + 1] as Uint8Array;
  const packed = new Uint16Array(a.length);
  for (let i = 0; i < packed.length; i++) packed[i] = (a[i] as number) * MAX_BINS + (b[i] as number);
  return packed;
}
