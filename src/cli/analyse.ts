import type { Command } from 'commander';
import { analyseAhp } from './analyse-ahp.js';
import { analyseChurn } from './analyse-churn.js';
import { analyseDecide } from './analyse-decide.js';
import { analyseForecast } from './analyse-forecast.js';
import { analysePower } from './analyse-power.js';
import { analyseRepeat } from './analyse-repeat.js';
import { analyseRetention } from './analyse-retention.js';
import { analyseSegment } from './analyse-segment.js';
import { analyseSurvival } from './analyse-survival.js';
import { analyseUplift } from './analyse-uplift.js';

/** `tenure analyse …` works on any CSV file and opens no data directory. */
export function analyseCommands(program: Command): void {
  const analyse = program.command('analyse').description('analyse any table, without a server');
  for (const register of [
    analyseChurn,
    analyseSurvival,
    analyseRetention,
    analyseSegment,
    analyseAhp,
    analyseDecide,
    analyseForecast,
    analysePower,
    analyseRepeat,
    analyseUplift,
  ])
    register(analyse);
}
