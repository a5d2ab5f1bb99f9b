import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { cumulativeIncidence, incidenceAt } from '../../src/analytics/survival/competing-risks.js';
import { designOf } from '../../src/analytics/survival/covariates.js';
import { cox } from '../../src/analytics/survival/cox.js';
import { gray } from '../../src/analytics/survival/gray.js';
import { readCauses, readEvents, readGroups } from '../../src/analytics/survival/lives.js';
import { proportionality } from '../../src/analytics/survival/proportionality.js';
import { findNumbers } from '../../src/analytics/table/table.js';
import { readCsv } from '../../src/commands/csv-table.js';

// R's own data sets stand under R's survival package's licence, so they are not in this repository. Where
// TENURE_TRIAL_DATA/survival holds them, this checks the figures of survival 3.5-3 and cmprsk 2.2-11. To make them:
//   write.csv(lung, "lung.csv", row.names = FALSE, na = ""), the same for ovarian and bladder2, and for mgus2 with
//   etime = ifelse(pstat == 0, futime, ptime), ev = ifelse(pstat == 0, 2 * death, 1), end = age + futime / 12.
const folder = path.join(process.env.TENURE_TRIAL_DATA ?? '', 'survival');
const has = (name: string) => Boolean(process.env.TENURE_TRIAL_DATA) && existsSync(path.join(folder, `${name}.csv`));
const read = (name: string) => readCsv(path.join(folder, `${name}.csv`));

interface Asked {
  readonly duration: string;
  readonly event: string;
  readonly value?: string;
  readonly entry?: string;
  readonly covariates: string[];
}

async function fitted(name: string, { duration, event, value, entry, covariates }: Asked) {
  const table = await read(name);
  const design = designOf(table, covariates);
  const ended = readEvents(table, event, value);
  const pick = (values: ArrayLike<number>) => Array.from(design.rows, (row) => values[row] as number);
  const lives = {
    durations: pick(findNumbers(table, duration)),
    ended: Array.from(design.rows, (row) => ended[row] === true),
    ...(entry === undefined ? {} : { entries: pick(findNumbers(table, entry)) }),
  };
  const fit = cox({ ...lives, ...design });
  return { fit, tests: proportionality(fit, lives) };
}

const round = (values: readonly number[]) => values.map((value) => Number(value.toFixed(4)));

it.skipIf(!has('lung'))('lung: coxph(Surv(time, status) ~ age + sex + ph.ecog, lung)', async () => {
  const { fit, tests } = await fitted('lung', {
    duration: 'time',
    event: 'status',
    value: '2',
    covariates: ['age', 'sex', 'ph.ecog'],
  });
  expect(round(fit.hazards.map(({ coefficient }) => coefficient))).toEqual([0.0111, -0.5526, 0.4637]);
  expect(round(fit.hazards.map(({ standardError }) => standardError))).toEqual([0.0093, 0.1677, 0.1136]);
  expect(round(fit.hazards.map(({ low }) => low))).toEqual([0.9929, 0.4142, 1.2727]);
  expect(round(fit.logLikelihood)).toEqual([-744.4805, -729.2301]);
  expect(round([...tests.each, tests.global].map(({ statistic }) => statistic))).toEqual([
    0.188, 2.3054, 2.0542, 4.4637,
  ]);
});

it.skipIf(!has('ovarian'))('ovarian: coxph(Surv(futime, fustat) ~ age + factor(rx), ovarian)', async () => {
  const { fit, tests } = await fitted('ovarian', { duration: 'futime', event: 'fustat', covariates: ['age', 'rx'] });
  expect(round(fit.hazards.map(({ coefficient }) => coefficient))).toEqual([0.1473, -0.804]);
  expect(round(fit.logLikelihood)).toEqual([-34.9849, -27.0419]);
  expect(round([...tests.each, tests.global].map(({ statistic }) => statistic))).toEqual([0.2243, 0.7796, 0.9187]);
});

it.skipIf(!has('bladder2'))('bladder2: coxph(Surv(start, stop, event) ~ factor(rx) + size + number)', async () => {
  const { fit, tests } = await fitted('bladder2', {
    duration: 'stop',
    event: 'event',
    entry: 'start',
    covariates: ['rx', 'size', 'number'],
  });
  expect(round(fit.hazards.map(({ coefficient }) => coefficient))).toEqual([-0.4647, -0.0437, 0.175]);
  expect(round(fit.logLikelihood)).toEqual([-458.7393, -449.9806]);
  expect(round([...tests.each, tests.global].map(({ statistic }) => statistic))).toEqual([
    0.0179, 2.0314, 0.6027, 2.2842,
  ]);
});

it.skipIf(!has('mgus2'))('mgus2: cuminc(etime, ev, sex), and coxph(Surv(age, end, death) ~ sex + hgb)', async () => {
  const table = await read('mgus2');
  const { causes } = readCauses(table, 'ev', null);
  const lives = { durations: findNumbers(table, 'etime'), causes };
  const { groupOf } = readGroups(table, 'sex');
  expect([1, 2].map((cause) => Number(gray(lives, cause, groupOf, 2).statistic.toFixed(4)))).toEqual([1.1945, 11.6513]);
  const at = [60, 120, 240].map((time) => incidenceAt(cumulativeIncidence(lives, 1), time).incidence);
  expect(round(at)).toEqual([0.0341, 0.0637, 0.0998]);
  const { fit } = await fitted('mgus2', { duration: 'end', event: 'death', entry: 'age', covariates: ['sex', 'hgb'] });
  expect(round(fit.hazards.map(({ coefficient }) => coefficient))).toEqual([0.5048, -0.1473]);
  expect(round(fit.logLikelihood)).toEqual([-5164.9088, -5112.7715]);
});
