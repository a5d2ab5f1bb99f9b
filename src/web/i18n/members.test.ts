import { beforeAll, describe, expect, it } from 'vitest';
import { ownNames } from '../../../test/support/own-names.js';
import { codeName, learnNames } from './members.js';

describe('names of codes', () => {
  beforeAll(async () => {
    const { members } = await ownNames();
    learnNames(members.flatMap((list) => (list.dimensions ?? [null]).map((dimension) => ({ ...list, dimension }))));
  });

  it('are in the language of the reader', () => {
    expect(codeName('plan_family', 'basic', 'en')).toBe('Basic');
    expect(codeName('plan_family', 'basic', 'zh')).toBe('基础');
    expect(codeName('previous_stage', 'lost', 'zh')).toBe('离网');
    expect(codeName('left_for_category', 'leaving', 'en')).toBe('Leaving');
    expect(codeName('account_manager', 'Unknown', 'zh')).toBe('未知');
  });

  it('are left to the model for everything else', () => {
    expect(codeName('plan_family', 'something new', 'zh')).toBeNull();
    expect(codeName('plan_family', 'constructor', 'zh')).toBeNull();
    expect(codeName('province', 'basic', 'zh')).toBeNull();
    expect(codeName('tier', null, 'en')).toBeNull();
  });
});
