/** A refusal or failure, with the server's code (an ErrorKind, or NETWORK where no answer came). */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

interface GraphqlAnswer<T> {
  readonly data?: T | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

let whenSignedOut: () => void = () => {};

/** What to do when the server says that the session is over. */
export function onSignedOut(react: () => void): void {
  whenSignedOut = react;
}

/** Tells the page that its session is over. */
export const signedOut = (): void => whenSignedOut();

export async function ask<T>(
  document: string,
  variables: Readonly<Record<string, unknown>> = {},
  signal?: AbortSignal,
): Promise<T> {
  const response = await send('/graphql', { query: document, variables }, signal);
  const answer = (await readJson(response)) as GraphqlAnswer<T> | null;
  const error = answer?.errors?.[0];
  if (response.status === 401 || error?.extensions?.code === 'UNAUTHENTICATED') {
    whenSignedOut();
    throw new ApiError('UNAUTHENTICATED', error?.message ?? 'Not signed in');
  }
  if (error) throw new ApiError(error.extensions?.code ?? 'INTERNAL', error.message);
  if (!answer?.data) throw new ApiError('NETWORK', `HTTP ${response.status}`);
  return answer.data;
}

/** A field that is null only beside an error, which `ask` has thrown. */
export function answered<T>(value: T | null): T {
  if (value === null) throw new ApiError('INTERNAL', 'The answer is empty.');
  return value;
}

export async function send(url: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      credentials: 'same-origin',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'accept-language': document.documentElement.lang,
      },
      body: JSON.stringify(body),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError('NETWORK', error instanceof Error ? error.message : String(error));
  }
}

export async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}
