import { ApiError, readJson, send } from './client.js';
import type { SignedIn } from './types.js';

/** Who is signed in, or null. */
export async function currentUser(): Promise<SignedIn | null> {
  const response = await fetch('/auth/me', { credentials: 'same-origin', headers: { accept: 'application/json' } });
  if (!response.ok) return null;
  return asMe(await readJson(response));
}

export async function signIn(user: string, password: string): Promise<SignedIn> {
  const response = await send('/auth/sign-in', { user, password });
  const me = response.ok ? asMe(await readJson(response)) : null;
  if (me) return me;
  throw new ApiError(
    response.status === 401 ? 'UNAUTHENTICATED' : response.status === 429 ? 'TOO_MANY' : 'INTERNAL',
    `HTTP ${response.status}`,
  );
}

export async function signOut(): Promise<void> {
  await send('/auth/sign-out', {});
}

/** Ends every session and token of the reader. */
export async function signOutEverywhere(): Promise<void> {
  await send('/auth/sign-out?everywhere', {});
}

/** How far the first scores are, in per cent; null when none are being made. */
export async function scoresPercent(): Promise<number | null> {
  const body: unknown = await readJson(await fetch('/readyz', { headers: { accept: 'application/json' } }));
  const percent = inside(inside(inside(body, 'progress'), 'scores'), 'percent');
  return typeof percent === 'number' ? percent : null;
}

function inside(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
}

function asMe(body: unknown): SignedIn | null {
  if (typeof body !== 'object' || body === null || !('user' in body) || typeof body.user !== 'string') return null;
  const groups = 'groups' in body && Array.isArray(body.groups) ? body.groups.map(String) : [];
  return { user: body.user, groups };
}
