import { expect, it } from 'vitest';
import { cumulativeIncidence, incidenceAt } from './competing-risks.js';
import { cox } from './cox.js';
import { gray } from './gray.js';
import { kaplanMeier, survivalAt } from './kaplan-meier.js';
import { madeUpLives } from './lives.fixture.js';
import { logRank } from './log-rank.js';
import { proportionality } from './proportionality.js';

// Figures of R 4.2 with survival 3.5-3 and cmprsk 2.2-11 (Debian 12) on the lives of lives.fixture.ts as data frame d,
// e = cause > 0; each by the call beside it. survival-of-r.test.ts in test/long has the figures of R's own data sets.
const made = madeUpLives();
const ended = made.cause.map((cause) => cause > 0);
const column = (values: readonly number[]) => Float64Array.from(values);
const close = (value: number | undefined, expected: number) =>
  expect(Math.abs((value ?? Number.NaN) / expected - 1)).toBeLessThan(1e-6);

it('fits Cox’s regression with Efron’s ties: coxph(Surv(time, e) ~ x + z, d) and cox.zph', () => {
  const lives = { durations: made.time, ended };
  const fit = cox({ ...lives, names: ['x', 'z'], covariates: [column(made.x), column(made.z)] });
  expect([fit.count, fit.events]).toEqual([160, 104]);
  close(fit.hazards[0]?.coefficient, 0.112169764972);
  close(fit.hazards[0]?.standardError, 0.0345426955336);
  close(fit.hazards[1]?.coefficient, -0.917433170012);
  close(fit.hazards[1]?.standardError, 0.233781262715);
  close(fit.logLikelihood[0], -453.736690011);
  close(fit.logLikelihood[1], -441.130354185);
  const tests = proportionality(fit, lives);
  close(tests.each[0]?.statistic, 0.00301844816618);
  close(tests.each[1]?.statistic, 7.72048815280337);
  close(tests.each[1]?.pValue, 0.00545976317488);
  close(tests.global.statistic, 7.78328918403345);
});

it('takes late entry: coxph(Surv(entry, time, e) ~ x + z + factor(group), d) and cox.zph(terms = FALSE)', () => {
  const dummies = [1, 2].map((level) => column(made.group.map((group) => (group === level ? 1 : 0))));
  const lives = { durations: made.time, ended, entries: made.entry };
  const covariates = [column(made.x), column(made.z), ...dummies];
  const fit = cox({ ...lives, names: ['x', 'z', 'group=1', 'group=2'], covariates });
  [0.11765971912, -0.942759869086, -0.038490751196, 0.400241171369].forEach((one, i) =>
    close(fit.hazards[i]?.coefficient, one),
  );
  [0.0342381293376, 0.2338801902509, 0.2477915106656, 0.244808978277].forEach((one, i) =>
    close(fit.hazards[i]?.standardError, one),
  );
  close(fit.hazards[3]?.low, 0.923508191663);
  close(fit.hazards[3]?.high, 2.41103942665);
  close(fit.logLikelihood[1], -420.993265556);
  const tests = proportionality(fit, lives);
  [0.0275849053334, 5.3589060436616, 1.0620647066463, 2.4574999733379].forEach((one, i) =>
    close(tests.each[i]?.statistic, one),
  );
  close(tests.global.statistic, 7.7417369408563);
});

it('takes late entry in the curve: survfit(Surv(entry, time, e) ~ 1, d, conf.type = "log-log")', () => {
  const curve = kaplanMeier({ durations: made.time, ended, entries: made.entry });
  expect([curve.median, curve.medianLow, curve.medianHigh]).toEqual([12, 8, 16]);
  for (const [time, survival, low, high] of [
    [5, 0.69464433693, 0.572458436976, 0.7882100569],
    [10, 0.528706643588, 0.427859776963, 0.61974765874],
    [20, 0.325412383633, 0.245298908968, 0.407838832451],
  ] as const) {
    const at = survivalAt(curve, time);
    close(at?.survival, survival);
    close(at?.low, low);
    close(at?.high, high);
  }
  const entries = made.time.map((time, i) => (i === 3 ? time : 0));
  expect(() => kaplanMeier({ durations: made.time, ended, entries })).toThrow('not before its end');
});

it('tests groups by log-rank: survdiff(Surv(time, e) ~ group, d); late entry leaves it where nobody enters late', () => {
  const lives = { durations: made.time, ended };
  close(logRank(lives, made.group, 3).statistic, 3.82088799616);
  const early = { ...lives, entries: made.time.map(() => -1) };
  close(logRank(early, made.group, 3).statistic, 3.82088799616);
  expect(logRank({ ...lives, entries: made.entry }, made.group, 3).statistic).not.toBeCloseTo(3.82, 2);
});

it('gives cumulative incidence with its variance: cuminc(d$time, d$cause), timepoints(…, c(5, 15, 30))', () => {
  const lives = { durations: made.time, causes: made.cause };
  const expected = {
    1: [
      [0.06875, 0.000402317647],
      [0.188672358148, 0.00100621013851],
      [0.216117191258, 0.00118166646263],
    ],
    2: [
      [0.09375, 0.000534046610774],
      [0.306957003613, 0.00140998590417],
      [0.506090193604, 0.00235457982292],
    ],
  } as const;
  for (const cause of [1, 2] as const)
    [5, 15, 30].forEach((time, i) => {
      const found = incidenceAt(cumulativeIncidence(lives, cause), time);
      close(found.incidence, expected[cause][i]?.[0] as number);
      close(found.variance, expected[cause][i]?.[1] as number);
      expect(found.low < found.incidence && found.incidence < found.high).toBe(true);
    });
});

it('lets the incidences of all causes and survival add up to one', () => {
  const lives = { durations: made.time, causes: made.cause };
  const curve = kaplanMeier({ durations: made.time, ended });
  for (const time of [3, 9, 21]) {
    const sum = [1, 2].reduce((all, cause) => all + incidenceAt(cumulativeIncidence(lives, cause), time).incidence, 0);
    expect(sum + (survivalAt(curve, time)?.survival ?? 0)).toBeCloseTo(1, 12);
  }
});

it('makes Gray’s test: cuminc(d$time, d$cause, d$group)$Tests and by d$z', () => {
  const lives = { durations: made.time, causes: made.cause };
  close(gray(lives, 1, made.group, 3).statistic, 9.1959647206);
  close(gray(lives, 1, made.group, 3).pValue, 0.0100721372011);
  close(gray(lives, 2, made.group, 3).statistic, 1.4779992608);
  close(gray(lives, 1, made.z, 2).statistic, 1.2625265119);
  close(gray(lives, 2, made.z, 2).statistic, 8.53057062796);
});

it('refuses a covariate that tells who leaves, one that never differs, and one that follows from the others', () => {
  const lives = { durations: made.time, ended };
  const fit = (covariates: Float64Array[]) => () =>
    cox({ ...lives, names: covariates.map((_, i) => `c${i}`), covariates });
  expect(fit([column(made.x.map(() => 1))])).toThrow('never differs');
  expect(fit([column(made.x), column(made.x.map((x) => 2 * x))])).toThrow('follows');
  const leaves = Array.from({ length: 20 }, (_, i) => i + 1);
  const perfect = { durations: leaves, ended: leaves.map(() => true), names: ['t'], covariates: [column(leaves)] };
  expect(() => cox(perfect)).toThrow('exactly');
});
