import type { Command } from 'commander';
import type { TariffRequest } from '../commands/tariff.js';

/** Adds `tenure tariff check`. */
export function registerTariffCommands(
  program: Command,
  send: (request: TariffRequest) => Promise<string>,
  print: (text: string) => void = console.log,
): void {
  const tariff = program.command('tariff').description('what plans cost, and whether bills follow from it');
  tariff
    .command('check')
    .description('work every bill of a month out again by its tariff version; print where it was billed otherwise')
    .requiredOption('--month <month>', 'month of the bills, such as 2025-12')
    .option('--json', 'print JSON')
    .action(async ({ month, json }: { month: string; json?: boolean }) =>
      print(await send({ action: 'check', month, json: json ?? false })),
    );
}
