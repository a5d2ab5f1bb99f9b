import { expect, it } from 'vitest';
import { betaBelow } from './beta.js';
import { normalBelow, normalQuantile, twoSidedZ } from './normal.js';
import { noncentralBelow, studentBelow, studentQuantile, twoSidedT } from './student-t.js';

// Every figure is R 4.2's, by the call that stands beside it.
const close = (value: number, expected: number) => expect(Math.abs(value / expected - 1)).toBeLessThan(1e-9);

it('knows the normal distribution', () => {
  close(normalBelow(-1.5), 0.0668072012688581); // pnorm(-1.5)
  close(normalBelow(2.3), 0.989275889978324); // pnorm(2.3)
  close(twoSidedZ(0.95), 1.95996398454005); // qnorm(.975)
  close(normalQuantile(1e-6), -4.7534243088229); // qnorm(1e-6)
  close(normalQuantile(0.3), -0.524400512708041); // qnorm(.3)
});

it('knows the incomplete beta function', () => {
  close(betaBelow(0.3, 2, 5), 0.579825); // pbeta(.3, 2, 5)
  close(betaBelow(0.02, 3, 200), 0.770653176261391); // pbeta(.02, 3, 200)
});

it('knows Student’s t, central and not', () => {
  close(studentBelow(-2, 5), 0.0509697394149291); // pt(-2, 5)
  close(studentBelow(1.3, 3.5), 0.863702292097815); // pt(1.3, 3.5)
  close(twoSidedT(0.95, 10), 2.22813885198627); // qt(.975, 10)
  close(studentQuantile(0.9, 2.2), 1.81238492177635); // qt(.9, 2.2)
  close(studentQuantile(1e-5, 30), -5.05403242144649); // qt(1e-5, 30)
  close(noncentralBelow(1.96, 20, 2.8), 0.204321613540502); // pt(1.96, 20, ncp = 2.8)
  close(noncentralBelow(2, 4521, 2.802), 0.211295786301969); // pt(2, 4521, ncp = 2.802)
  close(noncentralBelow(1.9, 7, -0.5), 0.982293869541632); // pt(1.9, 7, ncp = -.5)
  close(noncentralBelow(-1, 7, 0.5), 0.0781022022010087); // pt(-1, 7, ncp = .5)
  close(noncentralBelow(12, 50, 10), 0.893993960282109); // pt(12, 50, ncp = 10)
});
