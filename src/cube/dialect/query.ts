import type { BaseTimeDimension } from '@cubejs-backend/schema-compiler';
import type { ClickHouseQuery } from '@cubejs-backend/schema-compiler/dist/src/adapter/ClickHouseQuery.js';
import { requireCube } from '../stock/require-cube.js';
import { calendarGrain, type MemberDefinition } from './calendar.js';
import { TenureFilter } from './filter.js';
import { NoPreAggregations } from './no-pre-aggregations.js';
import { NamedParams } from './params.js';
import { TenureTimeDimension } from './time-dimension.js';

const stock = requireCube('@cubejs-backend/schema-compiler/dist/src/adapter/ClickHouseQuery') as {
  ClickHouseQuery: typeof ClickHouseQuery;
};

/** Cube's ClickHouse dialect with its wrong answers mended; see ARCHITECTURE.md for each. */
export class TenureQuery extends stock.ClickHouseQuery {
  override newFilter(filter: unknown): TenureFilter {
    return new TenureFilter(this, filter);
  }

  override newTimeDimension(timeDimension: never): BaseTimeDimension {
    return new TenureTimeDimension(this, timeDimension);
  }

  override newParamAllocator(expressionParams: unknown): NamedParams {
    return new NamedParams(expressionParams as never);
  }

  override newPreAggregations(): NoPreAggregations {
    return new NoPreAggregations(this, [], []);
  }

  /**
   * Fractions of a second stay: stock Cube cuts times to the second, in answers and in what they are compared with. Adding
   * nothing keeps the type of a time, from which it is known which moments it may hold, and makes one of a day or a text.
   */
  override convertTz(field: string): string {
    return `toTimeZone(addSeconds(${field}, 0), '${this.timezone}')`;
  }

  override dateTimeCast(value: string, timezone?: string): string {
    return timezone === undefined ? `parseDateTime64BestEffort(${value}, 3)` : super.dateTimeCast(value, timezone);
  }

  /** A calendar dimension asked without a bucket stays the Date that it is. */
  override evaluateSymbolSql(cube: string, name: string, symbol: MemberDefinition, ...rest: never[]): string {
    const evaluate = (): string => super.evaluateSymbolSql(cube, name, symbol as never, ...(rest as [never, never]));
    if (!calendarGrain(symbol)) return evaluate();
    return this.evaluateSymbolSqlWithContext(evaluate, { ignoreConvertTzForTimeDimension: true });
  }

  /**
   * A mask is written over the table that the member is of. Inside an expression Cube forgets which one that is for a view's
   * member, and writes the view's name.
   */
  override memberMaskSql(cube: never, name: never, symbol: { readonly aliasMember?: string }): string {
    const aliasMember = symbol.aliasMember ?? this.memberBehind(cube, name);
    return super.memberMaskSql(cube, name, (aliasMember === undefined ? symbol : { ...symbol, aliasMember }) as never);
  }

  private memberBehind(cube: string, name: string): string | undefined {
    const path = [cube, name];
    const { cubeEvaluator } = this as unknown as {
      cubeEvaluator: {
        isDimension(path: readonly string[]): boolean;
        dimensionByPath(path: readonly string[]): { readonly aliasMember?: string };
      };
    };
    return cubeEvaluator.isDimension(path) ? cubeEvaluator.dimensionByPath(path).aliasMember : undefined;
  }
}
