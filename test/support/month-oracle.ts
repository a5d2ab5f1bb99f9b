import type { LoadEngines } from './load-engines.js';

interface Version {
  readonly effective: string;
  readonly district: string;
  readonly plan: string;
  readonly tier: string;
  readonly contract: string;
  /** Channel, device, household size and automatic payment, as the statement has them; blank where it has none. */
  readonly more: readonly string[];
}

interface Person {
  joined: string | null;
  readonly versions: Version[];
  readonly marks: { readonly day: string; readonly kind: 'join' | 'churn'; readonly reason: string }[];
  readonly held: { readonly product: string; readonly from: string; readonly to: string }[];
  readonly bills: Map<
    string,
    { due: string; owed: bigint; readonly paid: { readonly day: string; readonly amount: bigint }[] }
  >;
  readonly months: Set<string>;
}

/**
 * What customer_month must hold, found by walking through statements and facts one customer at a time, in TypeScript and
 * without a look at the ETL's SQL. Columns as customer-month.test.ts asks for them; with `more` those of Version.more too.
 */
export async function expectedMonths(engines: LoadEngines, { more = false } = {}): Promise<string[][]> {
  const people = await readPeople(engines);
  const months = [...new Set([...people.values()].flatMap((person) => [...person.months]))].sort();
  const rows: string[][] = [];
  for (const month of months)
    for (const [id, person] of [...people].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const row = rowOf(id, person, month, more);
      if (row) rows.push(row);
    }
  return rows;
}

async function readPeople(engines: LoadEngines): Promise<Map<string, Person>> {
  const people = new Map<string, Person>();
  const person = (id: string) => {
    const found: Person = people.get(id) ?? {
      joined: null,
      versions: [],
      marks: [],
      held: [],
      bills: new Map(),
      months: new Set(),
    };
    people.set(id, found);
    return found;
  };
  for (const [
    id = '',
    effective = '',
    joined = '',
    district = '',
    plan = '',
    tier = '',
    contract = '',
    ...rest
  ] of await engines.rows(
    `SELECT customer_id, toString(effective_on), toString(joined_on), district_code, plan_code, tier, text_attributes['contract'],
       channel_code, device_code, if(mapContains(number_attributes, 'household_size'), toString(number_attributes['household_size']), ''),
       if(mapContains(flag_attributes, 'autopay'), toString(flag_attributes['autopay']), '')
     FROM tenure.customer_change ORDER BY effective_on`,
  )) {
    const one = person(id);
    one.joined = one.joined === null || joined < one.joined ? joined : one.joined;
    one.versions.push({ effective, district, plan, tier, contract, more: rest });
  }
  for (const [id = '', day = '', kind = '', reason = ''] of await engines.rows(
    'SELECT customer_id, toString(date), kind, reason_code FROM tenure.fact_event ORDER BY date',
  )) {
    if (kind === 'join' || kind === 'churn') person(id).marks.push({ day, kind, reason });
    person(id).months.add(monthOf(day));
  }
  for (const [id = '', product = '', from = '', to = ''] of await engines.rows(
    'SELECT customer_id, product_code, toString(held_from), toString(held_to) FROM tenure.fact_subscription',
  ))
    person(id).held.push({ product, from, to });
  const bill = (id: string, month: string) => {
    const found = person(id).bills.get(month) ?? { due: '9999', owed: 0n, paid: [] };
    person(id).bills.set(month, found);
    return found;
  };
  for (const [id = '', month = '', due = '', owed = ''] of await engines.rows(
    'SELECT customer_id, toString(month), toString(due_on), toString(toInt64((charged + tax) * 10000)) FROM tenure.fact_bill',
  )) {
    const one = bill(id, month);
    one.owed += BigInt(owed);
    if (due < one.due) one.due = due;
    person(id).months.add(month);
  }
  for (const [id = '', month = '', day = '', amount = ''] of await engines.rows(
    'SELECT customer_id, toString(bill_month), toString(paid_on), toString(toInt64(amount * 10000)) FROM tenure.fact_payment',
  )) {
    bill(id, month).paid.push({ day, amount: BigInt(amount) });
    person(id).months.add(monthOf(day));
  }
  for (const table of ['usage', 'contact'])
    for (const [id = '', day = ''] of await engines.rows(
      `SELECT DISTINCT customer_id, toString(toStartOfMonth(date)) FROM tenure.fact_${table}`,
    ))
      person(id).months.add(day);
  for (const [id = '', month = ''] of await engines.rows(
    'SELECT DISTINCT customer_id, toString(month) FROM tenure.fact_cost',
  ))
    person(id).months.add(month);
  return people;
}

function rowOf(id: string, person: Person, month: string, more: boolean): string[] | null {
  const last = lastDay(month);
  const stays = staysOf(person).filter((stay) => stay.from <= last && stay.to >= month);
  const current = stays.at(-1);
  const asOf = current && current.to < last ? current.to : last;
  const arrears = arrearsOf(person, month, last);
  const held = new Set(person.held.filter((one) => one.from <= asOf && one.to > asOf).map((one) => one.product));
  const holdsInMonth = person.held.some((one) => one.from <= last && one.to > month);
  if (!current && !person.months.has(month) && !holdsInMonth && arrears.total === 0n) return null;
  const first = person.versions[0];
  const start = first && person.joined !== null && person.joined < first.effective ? person.joined : first?.effective;
  const version =
    start !== undefined && start <= asOf
      ? (person.versions.findLast((one) => one.effective <= asOf) ?? first)
      : undefined;
  const leaves = current !== undefined && current.to <= last;
  return [
    month,
    id,
    current ? '1' : '0',
    stays.some((stay) => stay.from >= month) ? '1' : '0',
    leaves ? '1' : '0',
    leaves ? current.reason : '',
    version?.district ?? '0',
    version?.plan ?? '',
    version?.tier ?? '',
    version?.contract ?? '',
    String(current ? fullMonths(current.from, asOf) : 0),
    String(held.size),
    ...[arrears.total, arrears.to30, arrears.to60, arrears.to90, arrears.over].map(money),
    String(arrears.days),
    ...(more ? (version?.more ?? ['', '', '', '']) : []),
  ];
}

/** Stays one after another: a join opens one unless one is open, a churn closes it. Joins come first on a day. */
function staysOf(person: Person): { from: string; to: string; reason: string }[] {
  const marks = [
    ...person.marks,
    ...(person.joined === null ? [] : [{ day: person.joined, kind: 'join' as const, reason: '' }]),
  ];
  marks.sort((a, b) =>
    a.day === b.day ? (a.kind === b.kind ? 0 : a.kind === 'join' ? -1 : 1) : a.day < b.day ? -1 : 1,
  );
  const stays: { from: string; to: string; reason: string }[] = [];
  let open: string | null = null;
  for (const mark of marks) {
    if (mark.kind === 'join') open ??= mark.day;
    else if (open !== null) {
      stays.push({ from: open, to: mark.day, reason: mark.reason });
      open = null;
    }
  }
  if (open !== null) stays.push({ from: open, to: '2100-01-01', reason: '' });
  return stays;
}

function arrearsOf(person: Person, month: string, last: string) {
  const found = { total: 0n, to30: 0n, to60: 0n, to90: 0n, over: 0n, days: 0 };
  for (const [billMonth, { due, owed, paid }] of person.bills) {
    if (billMonth > month || billMonth < yearBefore(month) || due >= last) continue;
    const settled = paid.filter((one) => one.day <= last).reduce((sum, one) => sum + one.amount, 0n);
    const open = owed - settled;
    if (open <= 0n) continue;
    const days = (Date.parse(last) - Date.parse(due)) / 86_400_000;
    found.total += open;
    if (days <= 30) found.to30 += open;
    else if (days <= 60) found.to60 += open;
    else if (days <= 90) found.to90 += open;
    else found.over += open;
    found.days = Math.max(found.days, days);
  }
  return found;
}

const monthOf = (day: string) => `${day.slice(0, 7)}-01`;
const yearBefore = (month: string) => `${Number(month.slice(0, 4)) - 1}${month.slice(4)}`;

function lastDay(month: string): string {
  const date = new Date(`${month}T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + 1, 0);
  return date.toISOString().slice(0, 10);
}

function fullMonths(from: string, to: string): number {
  const [fromYear = 0, fromMonth = 0, fromDay = 0] = from.split('-').map(Number);
  const [toYear = 0, toMonth = 0, toDay = 0] = to.split('-').map(Number);
  return (toYear - fromYear) * 12 + toMonth - fromMonth - (toDay < fromDay ? 1 : 0);
}

function money(tenThousandths: bigint): string {
  const text = String(tenThousandths).padStart(5, '0');
  return `${text.slice(0, -4)}.${text.slice(-4)}`.replace(/\.?0+$/, '');
}
