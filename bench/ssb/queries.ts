/** What a query adds up; the model's measure of the same name says it too. */
const MEASURES = {
  discounted: 'lo_extendedprice * lo_discount',
  revenue: 'lo_revenue',
  profit: 'lo_revenue - lo_supplycost',
} as const;

/** A query of the Star Schema Benchmark (O'Neil, O'Neil, Chen 2009) over the flat table. */
export interface SsbQuery {
  readonly name: string;
  readonly measure: keyof typeof MEASURES;
  readonly groups: readonly string[];
  readonly where: string;
  /** Defaults to the groups. */
  readonly order?: string;
}

const BY_REVENUE = 'd_year, revenue desc';

export const SSB_QUERIES: readonly SsbQuery[] = [
  {
    name: 'Q1.1',
    measure: 'discounted',
    groups: [],
    where: 'd_year = 1993 and lo_discount between 1 and 3 and lo_quantity < 25',
  },
  {
    name: 'Q1.2',
    measure: 'discounted',
    groups: [],
    where: 'd_yearmonthnum = 199401 and lo_discount between 4 and 6 and lo_quantity between 26 and 35',
  },
  {
    name: 'Q1.3',
    measure: 'discounted',
    groups: [],
    where: 'd_weeknuminyear = 6 and d_year = 1994 and lo_discount between 5 and 7 and lo_quantity between 26 and 35',
  },
  {
    name: 'Q2.1',
    measure: 'revenue',
    groups: ['d_year', 'p_brand1'],
    where: "p_category = 'MFGR#12' and s_region = 'AMERICA'",
  },
  {
    name: 'Q2.2',
    measure: 'revenue',
    groups: ['d_year', 'p_brand1'],
    where: "p_brand1 between 'MFGR#2221' and 'MFGR#2228' and s_region = 'ASIA'",
  },
  {
    name: 'Q2.3',
    measure: 'revenue',
    groups: ['d_year', 'p_brand1'],
    where: "p_brand1 = 'MFGR#2221' and s_region = 'EUROPE'",
  },
  {
    name: 'Q3.1',
    measure: 'revenue',
    groups: ['c_nation', 's_nation', 'd_year'],
    where: "c_region = 'ASIA' and s_region = 'ASIA' and d_year >= 1992 and d_year <= 1997",
    order: BY_REVENUE,
  },
  {
    name: 'Q3.2',
    measure: 'revenue',
    groups: ['c_city', 's_city', 'd_year'],
    where: "c_nation = 'UNITED STATES' and s_nation = 'UNITED STATES' and d_year >= 1992 and d_year <= 1997",
    order: BY_REVENUE,
  },
  {
    name: 'Q3.3',
    measure: 'revenue',
    groups: ['c_city', 's_city', 'd_year'],
    where:
      "c_city in ('UNITED KI1', 'UNITED KI5') and s_city in ('UNITED KI1', 'UNITED KI5') and d_year >= 1992 and d_year <= 1997",
    order: BY_REVENUE,
  },
  {
    name: 'Q3.4',
    measure: 'revenue',
    groups: ['c_city', 's_city', 'd_year'],
    where:
      "c_city in ('UNITED KI1', 'UNITED KI5') and s_city in ('UNITED KI1', 'UNITED KI5') and d_yearmonth = 'Dec1997'",
    order: BY_REVENUE,
  },
  {
    name: 'Q4.1',
    measure: 'profit',
    groups: ['d_year', 'c_nation'],
    where: "c_region = 'AMERICA' and s_region = 'AMERICA' and (p_mfgr = 'MFGR#1' or p_mfgr = 'MFGR#2')",
  },
  {
    name: 'Q4.2',
    measure: 'profit',
    groups: ['d_year', 's_nation', 'p_category'],
    where:
      "c_region = 'AMERICA' and s_region = 'AMERICA' and (d_year = 1997 or d_year = 1998) and (p_mfgr = 'MFGR#1' or p_mfgr = 'MFGR#2')",
  },
  {
    name: 'Q4.3',
    measure: 'profit',
    groups: ['d_year', 's_city', 'p_brand1'],
    where:
      "c_region = 'AMERICA' and s_nation = 'UNITED STATES' and (d_year = 1997 or d_year = 1998) and p_category = 'MFGR#14'",
  },
];

/** The query for a reader of tables. */
export function overTable(query: SsbQuery, table: string): string {
  return statement(query, `sum(${MEASURES[query.measure]})`, table);
}

/** The query for the SQL door, where the measure is the model's. */
export function overView(query: SsbQuery): string {
  return statement(query, `measure(${query.measure})`, 'ssb');
}

function statement({ groups, measure, where, order }: SsbQuery, sum: string, from: string): string {
  const columns = [...groups, `${sum} as ${measure}`].join(', ');
  const grouped = groups.length > 0 ? ` group by ${groups.join(', ')} order by ${order ?? groups.join(', ')}` : '';
  return `select ${columns} from ${from} where ${where}${grouped}`;
}
