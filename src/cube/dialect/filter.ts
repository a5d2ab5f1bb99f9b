import { BaseFilter } from '../stock/schema-compiler.js';
import { calendarGrain, dayOf } from './calendar.js';
import { castAs, plannedFormOf } from './number-form.js';
import { isLongList, type ListType, listedIn } from './value-list.js';

/** Filters in ClickHouse's terms: calendar values as Dates, numbers exactly, LIKE that does not care for case. */
export class TenureFilter extends BaseFilter {
  private get isCalendar(): boolean {
    return !this.measure && calendarGrain(this.definition()) !== undefined;
  }

  private get isNumber(): boolean {
    return this.measure
      ? this.definition().type !== 'string' && this.definition().type !== 'time'
      : this.definition().type === 'number';
  }

  override likeIgnoreCase(column: string, not: boolean, param: unknown, type: string): string {
    const before = !type || type === 'contains' || type === 'ends' ? '%' : '';
    const after = !type || type === 'contains' || type === 'starts' ? '%' : '';
    return `${column}${not ? ' NOT' : ''} ILIKE concat('${before}', ${this.allocateParam(param)}, '${after}')`;
  }

  override equalsWhere(column: string): string {
    return this.listed ? this.inWhere(column) : super.equalsWhere(column);
  }

  override notEqualsWhere(column: string): string {
    return this.listed ? this.notInWhere(column) : super.notEqualsWhere(column);
  }

  override inPlaceholders(): string {
    const params = this.filterParams();
    const { listed } = this;
    if (listed) return this.list(params[0], listed);
    const isText = !this.measure && this.definition().type === 'string';
    return isText && isLongList(params) ? this.list(JSON.stringify(params), 'String') : super.inPlaceholders();
  }

  /** What the only value lists, where a long list is bound as one. */
  private get listed(): ListType | undefined {
    return listedIn(this.valuesArray());
  }

  /** As rows: of a constant the engine writes all values into the names of its columns, at every step. */
  private list(json: unknown, type: ListType): string {
    return `(SELECT arrayJoin(JSONExtract(${this.allocateParam(json)}, 'Array(${type})')))`;
  }

  /** Not used: each value is cast by its own form. */
  override castParameter(): '?' {
    return '?';
  }

  override allocateCastParam(param: unknown): string {
    if (this.isCalendar) return `toDate(${this.allocateParam(dayOf(String(param)))})`;
    const placeholder = this.allocateParam(param);
    // A time compared as it is shown: by the query's clock, to the millisecond.
    if (this.definition().type === 'time')
      return `parseDateTime64BestEffort(${placeholder}, 3, '${this.query.timezone}')`;
    if (this.definition().type === 'boolean') return `(${placeholder} IN ('true', '1'))`;
    return this.isNumber ? castAs(plannedFormOf(String(param)), placeholder) : placeholder;
  }

  override filterParams(): unknown[] {
    if (!this.isCalendar || !this.isDateOperator()) return super.filterParams();
    return this.formattedDays(this.valuesArray());
  }

  private formattedDays([from, to]: readonly string[]): string[] {
    return from === undefined ? [] : [this.formatFromDate(from), this.formatToDate(to ?? from)].map(dayOf);
  }

  override allocateTimestampParam(param: unknown): string {
    return this.isCalendar ? `toDate(${this.allocateParam(param)})` : super.allocateTimestampParam(param);
  }
}
