import type { Command } from 'commander';
import { examine, report } from '../process/doctor.js';

/** Adds `tenure doctor`, which exits non-zero when something keeps Tenure from running. */
export function registerDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('look at this machine, this checkout and these settings; changes nothing')
    .action(async () => {
      const findings = await examine(process.env);
      console.log(report(findings));
      if (findings.some(({ state }) => state === 'bad')) process.exitCode = 1;
    });
}
