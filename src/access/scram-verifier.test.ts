import { describe, expect, it } from 'vitest';
import { preparePassword } from './password-preparation.js';
import { checkPassword, formatVerifier, makeVerifier, parseVerifier } from './scram-verifier.js';

const FROM_RFC_7677 = {
  password: 'pencil',
  salt: 'W22ZaJ0SNY7soEsUEjb6gQ==',
  iterations: 4096,
  // The exchange of RFC 7677 section 3 yields these stored keys.
  storedKey: 'WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=',
  serverKey: 'wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
};

describe('SCRAM-SHA-256 verifier', () => {
  it('agrees with the keys of RFC 7677', async () => {
    const { password, iterations, salt, storedKey, serverKey } = FROM_RFC_7677;
    const text = `SCRAM-SHA-256$${iterations}:${salt}$${storedKey}:${serverKey}`;
    expect(formatVerifier(parseVerifier(text))).toBe(text);
    expect(await checkPassword(password, text)).toBe(true);
    expect(await checkPassword('Pencil', text)).toBe(false);
  });

  it('has a salt of its own for each password', async () => {
    const [first, second] = await Promise.all([makeVerifier('same'), makeVerifier('same')]);
    expect(first).not.toBe(second);
    expect(await checkPassword('same', first)).toBe(true);
  });

  it('refuses other texts without repeating them', () => {
    expect(() => parseVerifier('md5deadbeef')).toThrowError(
      expect.objectContaining({ kind: 'INTERNAL', message: expect.not.stringContaining('deadbeef') }),
    );
  });

  it('prepares passwords as SASLprep does (the examples of RFC 4013)', () => {
    expect(preparePassword('I\u00adX')).toBe('IX');
    expect(preparePassword('\u00aa')).toBe('a');
    expect(preparePassword('\u2168')).toBe('IX');
    expect(preparePassword('\u00a0密码')).toBe(' 密码');
    expect(preparePassword('密\u0007')).toBe('密\u0007');
  });
});
