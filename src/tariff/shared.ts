import { scaled } from './decimal.js';
import { SCALE } from './grammar.js';
import type { Tariff, UsageTariff } from './tariff.js';
import type { UsageRow } from './usage-row.js';

/** What a customer's bill needs of the others of the account, where an allowance is shared. */
export interface SharedUse {
  /** Customers whose allowances make the shared one, this one among them. */
  readonly customers: number;
  /** By line and day: what the others have used by the time that this customer's use of the day begins. */
  readonly before: ReadonlyMap<string, ReadonlyMap<string, bigint>>;
}

export interface Member {
  readonly customer: string;
  readonly usage: readonly UsageRow[];
}

export const hasShared = (tariff: Tariff) => tariff.usage.some(({ isShared }) => isShared);

/** The first line that fits a row; undefined: its use is free. */
export function lineOf(tariff: Tariff, row: UsageRow): UsageTariff | undefined {
  return tariff.usage.find(
    (line) =>
      row.service === line.service &&
      line.direction.includes(row.direction) &&
      (line.destinations?.includes(row.destination) ?? true) &&
      (line.zones?.includes(row.zone) ?? true),
  );
}

/**
 * The shared use of an account's customers on one version, by customer: the allowance is used up by day, within a day by customer
 * number. One pass over the account's use, however many customers it has.
 */
export function sharedUse(tariff: Tariff, members: readonly Member[]): ReadonlyMap<string, SharedUse> {
  const shared = new Map(members.map(({ customer }) => [customer, new Map<string, Map<string, bigint>>()]));
  for (const line of tariff.usage.filter(({ isShared }) => isShared)) {
    const ofDay = members.flatMap(({ customer, usage }) => {
      const days = new Map<string, bigint>();
      for (const row of usage)
        if (lineOf(tariff, row) === line)
          days.set(row.date, (days.get(row.date) ?? 0n) + (scaled(row[line.unit], SCALE.quantity) ?? 0n));
      return [...days].map(([date, quantity]) => ({ customer, date, quantity, key: `${date} ${customer}` }));
    });
    ofDay.sort((left, right) => (left.key < right.key ? -1 : 1));
    let all = 0n;
    const own = new Map<string, bigint>();
    for (const { customer, date, quantity } of ofDay) {
      const mine = own.get(customer) ?? 0n;
      const lines = shared.get(customer);
      const days = lines?.get(line.usage) ?? new Map<string, bigint>();
      lines?.set(line.usage, days.set(date, all - mine));
      all += quantity;
      own.set(customer, mine + quantity);
    }
  }
  return new Map([...shared].map(([customer, before]) => [customer, { customers: members.length, before }]));
}
