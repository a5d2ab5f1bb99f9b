import { readDate } from '../month.js';
import { Refusal } from '../refusal.js';
import { cellText, findColumn, findNumbers, type Table } from '../table/table.js';
import type { Purchases } from './purchases.js';

/** Purchases of a table. Refuses rows without a customer, without a whole date, or without an amount where one is named. */
export function readPurchases(
  table: Table,
  columns: { readonly customer: string; readonly date: string; readonly amount: string | undefined },
): Purchases {
  const [customers, dates] = [findColumn(table, columns.customer), findColumn(table, columns.date)];
  const amount = columns.amount === undefined ? null : findNumbers(table, columns.amount);
  const customer: string[] = [];
  const day = new Float64Array(table.rowCount);
  for (let row = 0; row < table.rowCount; row++) {
    const name = cellText(customers, row);
    if (name === null) throw new Refusal(`Row ${row + 1} has no "${columns.customer}".`);
    customer.push(name);
    const text = cellText(dates, row) ?? '';
    // 20260315, as some files of the field write a day.
    const date = readDate(/^\d{8}$/.test(text) ? `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}` : text);
    if (date.day === null) throw new Refusal(`Row ${row + 1}: "${text}" is a month, and a purchase needs a day.`);
    day[row] = Date.UTC(Math.floor(date.month / 12), date.month % 12, date.day) / 86_400_000;
    if (amount && Number.isNaN(amount[row])) throw new Refusal(`Row ${row + 1} has no "${columns.amount}".`);
  }
  return { customer, day, amount };
}
