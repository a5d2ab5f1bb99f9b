import { expect, it } from 'vitest';
import type { UserRecord } from '../store/users.js';
import { makeVerifier } from './scram-verifier.js';
import { createSignIn } from './sign-in.js';
import { createSignInThrottle } from './sign-in-throttle.js';

const verifier = await makeVerifier('right horse');
const record = (name: string, disabled = false): UserRecord => ({
  name,
  verifier,
  groups: ['analyst'],
  provinces: [],
  accountManagers: [],
  disabled,
  demo: false,
  epoch: 0,
});
const users = {
  find: async (name: string) => ({ ann: record('ann'), off: record('off', true) })[name],
};
const kindOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'in',
    (error: { kind: string }) => error.kind,
  );

it('lets in with the right password and refuses all else alike', async () => {
  const signIn = createSignIn(users, createSignInThrottle());
  expect(await kindOf(signIn('ann', 'right horse', 'a'))).toBe('in');
  const refusals = await Promise.all(
    [signIn('ann', 'wrong', 'a'), signIn('off', 'right horse', 'b'), signIn('nobody', 'right horse', 'c')].map(
      (attempt) => attempt.catch((error: Error & { kind: string }) => `${error.kind} ${error.message}`),
    ),
  );
  expect(new Set(refusals).size).toBe(1);
  expect(refusals[0]).toMatch(/^UNAUTHENTICATED/);
});

it('makes guessing wait twice as long each time, for that user and address', async () => {
  let now = 0;
  const signIn = createSignIn(
    users,
    createSignInThrottle(() => now),
  );
  for (let wrong = 0; wrong < 5; wrong++) expect(await kindOf(signIn('ann', 'wrong', 'a'))).toBe('UNAUTHENTICATED');
  expect(await kindOf(signIn('ann', 'right horse', 'a'))).toBe('TOO_MANY');
  expect(await kindOf(signIn('ann', 'right horse', 'elsewhere'))).toBe('in');
  now += 1000;
  expect(await kindOf(signIn('ann', 'wrong', 'a'))).toBe('UNAUTHENTICATED');
  now += 1000;
  expect(await kindOf(signIn('ann', 'right horse', 'a'))).toBe('TOO_MANY');
  now += 1000;
  expect(await kindOf(signIn('ann', 'right horse', 'a'))).toBe('in');
  expect(await kindOf(signIn('ann', 'wrong', 'a'))).toBe('UNAUTHENTICATED');
});

it('slows one address that tries many names', async () => {
  const signIn = createSignIn(
    users,
    createSignInThrottle(() => 0),
  );
  for (let name = 0; name < 31; name++) await kindOf(signIn(`user${name}`, 'wrong', 'a'));
  expect(await kindOf(signIn('ann', 'right horse', 'a'))).toBe('TOO_MANY');
});
