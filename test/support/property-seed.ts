import fc from 'fast-check';

/**
 * Property tests draw the same cases at each run, so that a change is judged by itself and not by luck;
 * `TENURE_TEST_SEED=random` (or a number) draws others, to look for what nobody thought of.
 */
const asked = process.env.TENURE_TEST_SEED;
if (asked !== 'random') fc.configureGlobal({ seed: asked ? Number(asked) : 20_190_601 });
