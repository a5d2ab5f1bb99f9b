/**
 * SASLprep (RFC 4013) as Postgres applies it to SCRAM passwords: spaces become ASCII spaces, invisible characters go,
 * the rest is normalised to NFKC; a password that holds a prohibited character is taken as it is. So a client that
 * prepares (libpq, pgJDBC) and one that does not (node-postgres, with ASCII) both arrive at the stored keys.
 */
export function preparePassword(password: string): string {
  if (/^[\x20-\x7e]*$/.test(password)) return password;
  const prepared = password.replace(NON_ASCII_SPACE, ' ').replace(MAPPED_TO_NOTHING, '').normalize('NFKC');
  return prepared === '' || PROHIBITED.test(prepared) ? password : prepared;
}

/** Table C.1.2 of RFC 3454. */
const NON_ASCII_SPACE = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/g;

/** Table B.1 of RFC 3454, as single code points: several of them combine with what stands before. */
const MAPPED_TO_NOTHING = /\u00ad|\u034f|\u1806|\u180b|\u180c|\u180d|\u200c|\u200d|\u2060|[\ufe00-\ufe0f]|\ufeff/g;

/** Control characters, private use, surrogates, non-characters, tagging: tables C.2 to C.9 in Unicode's own classes. */
const PROHIBITED = /[\p{Cc}\p{Co}\p{Cs}\p{Noncharacter_Code_Point}\u2028\u2029\ufff9-\ufffd]/u;
