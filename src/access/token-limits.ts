/** No token, of whatever issuer, may be good for longer from now on: 31 days. */
export const MOST_TOKEN_HOURS = 24 * 31;
