import type { QueryType, RawRow, TransformRequest } from './request.cjs';
import { finalResult, finalResultMulti, type ResultRoot } from './response.cjs';

/** Rows on their way to the client; the gateway adds what it knows and asks for the final JSON at the end. */
export class ResultWrapper {
  readonly isWrapper = true;
  readonly isNative = false;
  private readonly rows: readonly RawRow[] = [];
  private request: TransformRequest | undefined;
  private root: ResultRoot | undefined;

  constructor(rows: readonly RawRow[] | ResultWrapper) {
    // The gateway wraps what may be wrapped already; returning the given one from the constructor is its convention.
    if (rows instanceof ResultWrapper) return rows;
    this.rows = rows;
  }

  setTransformData(request: TransformRequest): void {
    this.request = request;
  }

  setRootResultObject(root: ResultRoot): void {
    this.root = root;
  }

  getTransformData(): TransformRequest[] {
    if (!this.request) throw new Error('The result has no transform data yet.');
    return [this.request];
  }

  getRawData(): (readonly RawRow[])[] {
    return [this.rows];
  }

  getRootResultObject(): ResultRoot[] {
    if (!this.root) throw new Error('The result has no root object yet.');
    return [this.root];
  }

  getResults(): ResultWrapper[] {
    return [this];
  }

  async getFinalResult(): Promise<Uint8Array> {
    if (!this.request || !this.root) throw new Error('The result is not complete yet.');
    return finalResult(this.request, this.rows, this.root);
  }

  /** As an array, for whoever prints it. */
  toJSON(): readonly RawRow[] {
    return this.rows;
  }
}

abstract class ManyResults {
  readonly isWrapper = true;

  constructor(protected readonly results: readonly ResultWrapper[]) {}

  getTransformData(): TransformRequest[] {
    return this.results.flatMap((result) => result.getTransformData());
  }

  getRawData(): (readonly RawRow[])[] {
    return this.results.flatMap((result) => result.getRawData());
  }

  getRootResultObject(): ResultRoot[] {
    return this.results.flatMap((result) => result.getRootResultObject());
  }

  getResults(): readonly ResultWrapper[] {
    return this.results;
  }
}

/** The results of a comparison of date ranges or of a blended query. */
export class ResultMultiWrapper extends ManyResults {
  constructor(
    results: readonly ResultWrapper[],
    private readonly root: { readonly queryType: QueryType; readonly slowQuery: boolean },
  ) {
    super(results);
  }

  async getFinalResult(): Promise<Uint8Array> {
    return finalResultMulti(this.getTransformData(), this.getRawData(), {
      ...this.root,
      results: this.getRootResultObject(),
    });
  }
}

/** Used by Cube's own SQL interface only. */
export class ResultArrayWrapper extends ManyResults {
  async getFinalResult(): Promise<unknown[]> {
    return [this.getTransformData(), this.getRawData(), this.getRootResultObject()];
  }
}
