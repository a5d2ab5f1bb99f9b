import { BaseFilter, PostgresQuery } from '../stock/schema-compiler.js';
import { listedIn } from './value-list.js';

/** Cube's dialect for views over the application store, where a long list is bound as one, too. */
export class StoreQuery extends PostgresQuery {
  override newFilter(filter: unknown): StoreFilter {
    return new StoreFilter(this, filter);
  }
}

class StoreFilter extends BaseFilter {
  override equalsWhere(column: string): string {
    return this.listed ? this.inWhere(column) : super.equalsWhere(column);
  }

  override notEqualsWhere(column: string): string {
    return this.listed ? this.notInWhere(column) : super.notEqualsWhere(column);
  }

  override inPlaceholders(): string {
    const { listed } = this;
    if (!listed) return super.inPlaceholders();
    const json = this.query.paramAllocator.allocateParam(this.filterParams()[0]);
    const value = listed === 'Int64' ? 'value::bigint' : 'value';
    return `(SELECT ${value} FROM json_array_elements_text(${json}::json) AS listed(value))`;
  }

  private get listed() {
    return listedIn(this.valuesArray());
  }
}
