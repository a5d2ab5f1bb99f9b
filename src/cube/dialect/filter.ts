import { BaseFilter } from '@cubejs-backend/schema-compiler';
import { calendarGrain, dayOf } from './calendar.js';

const INT64 = /^[+-]?\d{1,18}$/;
const INTEGER = /^[+-]?\d{1,70}$/;
const DECIMAL = /^[+-]?\d{1,20}\.\d{1,9}$/;

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

  /** Not used: each value is cast by its own form. */
  override castParameter(): '?' {
    return '?';
  }

  override allocateCastParam(param: unknown): string {
    if (this.isCalendar) return `toDate(${this.allocateParam(dayOf(String(param)))})`;
    const placeholder = this.allocateParam(param);
    if (this.definition().type === 'boolean') return `(${placeholder} IN ('true', '1'))`;
    if (!this.isNumber) return placeholder;
    const text = String(param);
    if (INT64.test(text)) return `toInt64(${placeholder})`;
    if (INTEGER.test(text)) return `toInt256(${placeholder})`;
    const digits = DECIMAL.test(text) ? text.length - text.indexOf('.') - 1 : undefined;
    return digits === undefined ? `toFloat64(${placeholder})` : `toDecimal128(${placeholder}, ${digits})`;
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
