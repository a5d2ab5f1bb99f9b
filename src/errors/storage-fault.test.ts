import { expect, it } from 'vitest';
import { asTenureError } from './errors.js';

it('types what Postgres and the system say of disks, and of a store that is away', () => {
  const thrown = (code: string, message = 'x') => asTenureError(Object.assign(new Error(message), { code })).kind;
  expect(thrown('ENOSPC')).toBe('DISK_FULL');
  expect(thrown('EDQUOT')).toBe('DISK_FULL');
  expect(thrown('53100')).toBe('DISK_FULL');
  expect(thrown('EROFS')).toBe('DISK_READ_ONLY');
  expect(thrown('25006')).toBe('DISK_READ_ONLY');
  expect(thrown('42501', 'could not open file "base/1/2": Read-only file system')).toBe('DISK_READ_ONLY');
  expect(thrown('57P02')).toBe('NOT_READY');
  expect(thrown('ECONNREFUSED')).toBe('NOT_READY');
  expect(asTenureError(new Error('Connection terminated unexpectedly')).kind).toBe('NOT_READY');
});
