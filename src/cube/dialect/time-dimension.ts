import { TenureError } from '../../errors/errors.js';
import { BaseTimeDimension } from '../stock/schema-compiler.js';
import { type CalendarGrain, calendarBucket, calendarGrain, dayOf } from './calendar.js';

/** A time dimension whose calendar values stay Dates. */
export class TenureTimeDimension extends BaseTimeDimension {
  private get grain(): CalendarGrain | undefined {
    return calendarGrain(this.dimensionDefinition());
  }

  override convertedToTz(): string {
    return this.grain ? this.query.dimensionSql(this) : super.convertedToTz();
  }

  override filterParams(): unknown[] {
    if (!this.grain || !this.dateRange) return super.filterParams();
    return [this.dateFromFormatted(), this.dateToFormatted()].map(dayOf);
  }

  override allocateTimestampParam(param: unknown): string {
    return this.grain
      ? `toDate(${this.query.paramAllocator.allocateParam(param)})`
      : super.allocateTimestampParam(param);
  }

  override dimensionSql(): string {
    const grain = this.grain;
    const context = this.query.safeEvaluateSymbolContext();
    const granularity: string | undefined = context.granularityOverride ?? this.granularityObj?.granularity;
    if (!grain || !granularity || !this.granularityObj?.isPredefined() || context.ungrouped) {
      return super.dimensionSql();
    }
    const path = `${this.expressionPath()}.${granularity}`;
    const rendered: unknown = context.renderedReference?.[path];
    if (typeof rendered === 'string') return rendered;
    const bucket = calendarBucket(this.query.dimensionSql(this), grain, granularity);
    if (bucket) return bucket;
    throw new TenureError('WRONG_USE', `${this.expressionPath()} is a ${grain}: it has no ${granularity}.`);
  }
}
