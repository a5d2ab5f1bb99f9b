import type { Warehouse } from '../warehouse/warehouse.js';
import { scaled } from './decimal.js';
import { SCALE } from './grammar.js';
import { rate } from './rate.js';
import type { ReadTariff } from './read.js';
import { hasShared, sharedUse } from './shared.js';
import { type TariffVersions, versionsOf } from './versions.js';
import { billsOf, countBills, type StoredBill } from './warehouse.js';

export type Reason = 'adjustment' | 'amount' | 'missing' | 'surplus' | 'sum' | 'version' | 'no lines' | 'no tariff';

export interface BillsChecked {
  /** `YYYY-MM`. */
  readonly month: string;
  readonly bills: number;
  /** Bills that are to the cent what their tariff makes of the use. */
  readonly equal: number;
  /** Bills that are not, by why and where; a bill counts once in each. */
  readonly differences: readonly { readonly reason: Reason; readonly part: string; readonly bills: number }[];
}

/** Bills worked on at a time. */
const SLICE = 50_000;

/**
 * Works every bill of a month out again by the tariff version that its lines name, and compares it line by line with what was
 * billed. Errors: SOURCE, ENGINE.
 */
export async function checkBills(warehouse: Warehouse, month: string): Promise<BillsChecked> {
  const versions = await versionsOf(warehouse, month);
  const slices = Math.max(1, Math.ceil((await countBills(warehouse, month)) / SLICE));
  const counts = new Map<string, number>();
  let bills = 0;
  let equal = 0;
  for await (const slice of billsOf(warehouse, month, slices)) {
    // An account's bill is what its customers' rows of the same number make together.
    const ofBill = new Map<string, Set<string>>();
    for (const bill of withShared(slice, versions)) {
      const key = `${bill.account === '' ? bill.customerId : bill.account}\0${bill.billNumber}`;
      ofBill.set(key, new Set([...(ofBill.get(key) ?? []), ...differences(bill, versions)]));
    }
    for (const found of ofBill.values()) {
      bills++;
      if (found.size === 0) equal++;
      for (const one of found) counts.set(one, (counts.get(one) ?? 0) + 1);
    }
  }
  return {
    month,
    bills,
    equal,
    differences: [...counts]
      .map(([found, count]) => {
        const [reason, part = ''] = found.split('\0');
        return { reason: reason as Reason, part, bills: count };
      })
      .sort((a, b) => b.bills - a.bills || (a.reason + a.part < b.reason + b.part ? -1 : 1)),
  };
}

/** The version that a bill was made by: the one its lines name or, where they name none, the plan's that counts in the month. */
function versionOf(bill: StoredBill, { ofMonth, byHash }: TariffVersions): ReadTariff | undefined {
  const fee = bill.lines.find(({ kind, tariffHash }) => kind === 'recurring' && tariffHash !== '');
  const named = fee ?? bill.lines.find(({ tariffHash }) => tariffHash !== '');
  return named ? byHash.get(named.tariffHash) : ofMonth.get(bill.planCode);
}

/** The bills, with what others of the account use of allowances that their version shares. */
function withShared(bills: readonly StoredBill[], versions: TariffVersions): readonly StoredBill[] {
  const groups = new Map<string, StoredBill[]>();
  for (const bill of bills) {
    const read = bill.account === '' ? undefined : versionOf(bill, versions);
    if (!read || !hasShared(read.tariff)) continue;
    const key = `${read.hash} ${bill.account}`;
    groups.set(key, [...(groups.get(key) ?? []), bill]);
  }
  const shared = new Map<StoredBill, StoredBill>();
  for (const group of groups.values()) {
    const [first] = group;
    const read = first && versionOf(first, versions);
    if (!read) continue;
    const members = new Map(group.map(({ customerId, input }) => [customerId, input.usage]));
    const use = sharedUse(
      read.tariff,
      [...members].map(([customer, usage]) => ({ customer, usage })),
    );
    for (const bill of group) {
      const mine = use.get(bill.customerId);
      if (mine) shared.set(bill, { ...bill, input: { ...bill.input, shared: mine } });
    }
  }
  return bills.map((bill) => shared.get(bill) ?? bill);
}

function differences(bill: StoredBill, versions: TariffVersions): Set<string> {
  const found = new Set<string>();
  const tell = (reason: Reason, part: string) => found.add(`${reason}\0${part}`);
  const read = versionOf(bill, versions);
  if (bill.lines.length === 0) tell('no lines', 'bill');
  else if (!read) tell('no tariff', bill.planCode);
  else {
    if (read.hash !== versions.ofMonth.get(bill.planCode)?.hash) tell('version', read.tariff.name);
    for (const { kind, item, tariffHash } of bill.lines)
      if (tariffHash !== '' && tariffHash !== read.hash) tell('version', `${kind} ${item}`);
    const billed = new Map<string, bigint>();
    for (const { kind, item, amount } of bill.lines)
      if (kind === 'adjustment') tell('adjustment', 'adjustment');
      else billed.set(`${kind} ${item}`, (billed.get(`${kind} ${item}`) ?? 0n) + money(amount));
    for (const { kind, item, amount } of rate(read.tariff, bill.input)) {
      const part = `${kind} ${item}`;
      const was = billed.get(part);
      if (was === undefined && amount !== 0n) tell('missing', part);
      if (was !== undefined && was !== amount) tell('amount', part);
      billed.delete(part);
    }
    for (const [part, amount] of billed) if (amount !== 0n) tell('surplus', part);
    const sum = bill.lines.reduce((total, { amount }) => total + money(amount), 0n);
    if (sum !== money(bill.charged) + money(bill.tax)) tell('sum', 'bill');
  }
  return found;
}

function money(text: string): bigint {
  const value = scaled(text, SCALE.money);
  if (value === null) throw new Error(`${text} is no amount`);
  return value;
}
