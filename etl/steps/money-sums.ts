import { type Fragment, identifier, join, sql } from '../../src/warehouse/sql.js';

/** No money column of a fact has more decimals than this power of ten. */
const SCALE = 10_000n;

/** Exact sums of money columns, in units of a ten-thousandth: what went in against what came out. */
export class MoneySums {
  private readonly expected: bigint[];
  private written: readonly bigint[];

  constructor(private readonly names: readonly string[]) {
    this.expected = names.map(() => 0n);
    this.written = names.map(() => 0n);
  }

  expect(sums: readonly bigint[]): void {
    sums.forEach((sum, index) => {
      this.expected[index] = (this.expected[index] ?? 0n) + sum;
    });
  }

  write(sums: readonly bigint[]): void {
    this.written = sums;
  }

  compared(): Record<string, { expected: string; written: string }> {
    return Object.fromEntries(
      this.names.map((name, index) => [
        name,
        { expected: inUnits(this.expected[index] ?? 0n), written: inUnits(this.written[index] ?? 0n) },
      ]),
    );
  }
}

/** The sums as SQL columns, to be read by `readSums`; a constant where there is none to take. */
export function sumColumns(names: readonly string[]): Fragment {
  if (names.length === 0) return sql`0`;
  return join(names.map((name) => sql`toString(toInt128(sum(${identifier(name)}) * 10000))`));
}

export function readSums(names: readonly string[], cells: readonly unknown[]): bigint[] {
  return names.map((_, index) => BigInt(String(cells[index] ?? 0)));
}

function inUnits(sum: bigint): string {
  const [whole, rest] = [sum / SCALE, sum % SCALE];
  return `${sum < 0n && whole === 0n ? '-' : ''}${whole}.${String(rest < 0n ? -rest : rest).padStart(4, '0')}`;
}
