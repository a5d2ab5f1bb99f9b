import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take a minute or more. On a machine that has not run them yet the order is by size, which says little of them:
 * begun last, one keeps a single worker busy at the end.
 */
const LONGEST = [
  'test/long/load-killed-anywhere.test.ts',
  'test/security/policy-oracle.test.ts',
  'test/contract/values.test.ts',
  'test/contract/sql/statements.test.ts',
];

/** The longest files first, then as the runner has them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((file) => moduleId.endsWith(`/${file}`));
      return at < 0 ? LONGEST.length : at;
    };
    return sorted.sort((a, b) => rank(a) - rank(b));
  }
}
