import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeVerifier, parseVerifier } from '../../access/scram-verifier.js';
import { readErrorFields, readRowDescription, writeError, writeRowDescription } from './backend.js';
import { FrameReader } from './frames.js';
import * as frontend from './frontend.js';
import { ProtocolError } from './protocol-error.js';
import { ScramClient } from './scram-client.js';
import { SCRAM, SCRAM_PLUS, ScramServer } from './scram-server.js';
import { readStartup } from './startup.js';
import { frame } from './write.js';

const text = fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0'));
const bytes = fc.uint8Array({ maxLength: 40 }).map((value) => Buffer.from(value));

describe('frames', () => {
  it('come out whole however the bytes were cut', () => {
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 8 }), fc.array(fc.integer({ min: 1, max: 9 })), (bodies, cuts) => {
        const whole = Buffer.concat(bodies.map((body) => frame('x', body)));
        const reader = new FrameReader(1000);
        const got: Buffer[] = [];
        for (let at = 0, turn = 0; at < whole.length; turn++) {
          const size = cuts[turn % (cuts.length || 1)] ?? whole.length;
          reader.push(whole.subarray(at, at + size));
          at += size;
          for (let next = reader.next(); next; next = reader.next()) got.push(next.body);
        }
        expect(got.map((body) => body.toString('hex'))).toEqual(bodies.map((body) => body.toString('hex')));
        expect(reader.pendingBytes).toBe(0);
      }),
    );
  });

  it('refuse a length that is too large or too small before buffering it', () => {
    for (const length of [0, 3, -1, 1005, 0x7fffffff]) {
      const reader = new FrameReader(1000);
      const header = Buffer.alloc(5);
      header.writeInt32BE(length, 1);
      reader.push(header);
      expect(() => reader.next()).toThrow(ProtocolError);
    }
  });
});

describe('messages', () => {
  it('read back as they were written', () => {
    const bind = fc.record({
      portal: text,
      statement: text,
      parameterFormats: fc.array(fc.constantFrom(0, 1)),
      parameters: fc.array(fc.option(bytes)),
      resultFormats: fc.array(fc.constantFrom(0, 1)),
    });
    const body = (message: Buffer) => message.subarray(5);
    const parse = fc.record({ statement: text, sql: text, parameterTypes: fc.array(fc.nat()) });
    const field = fc.record({
      name: text,
      tableOid: fc.nat(),
      columnNumber: fc.nat(100),
      typeOid: fc.nat(),
      typeSize: fc.integer({ min: -2, max: 100 }),
      typeModifier: fc.integer({ min: -1, max: 100 }),
      format: fc.constantFrom(0, 1),
    });
    fc.assert(
      fc.property(bind, parse, fc.array(field), text, (toBind, toParse, fields, message) => {
        expect(frontend.readBind(body(frontend.writeBind(toBind)))).toEqual(toBind);
        expect(frontend.readParse(body(frontend.writeParse(toParse)))).toEqual(toParse);
        expect(readRowDescription(body(writeRowDescription(fields)))).toEqual(fields);
        expect(readErrorFields(body(writeError({ code: '42601', message }))).get('M') ?? '').toBe(message);
      }),
    );
  });

  it('of any bytes are either understood or a ProtocolError, never another exception', () => {
    const readers = [
      frontend.readParse,
      frontend.readBind,
      frontend.readTarget,
      frontend.readExecute,
      frontend.readQuery,
      readStartup,
    ];
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.constantFrom(...readers), (value, read) => {
        try {
          read(Buffer.from(value));
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
      { numRuns: 5000 },
    );
  });
});

describe('SCRAM', () => {
  it('accepts the password and no other, and proves itself to the client', async () => {
    const verifier = parseVerifier(await makeVerifier('correct horse'));
    for (const password of ['correct horse', 'wrong']) {
      const server = new ScramServer(verifier, undefined);
      const client = new ScramClient(password);
      const signature = server.final(await client.final(server.first(SCRAM, client.first)));
      if (password === 'wrong') expect(signature).toBeUndefined();
      else client.check(signature ?? '');
    }
  });

  it('sees through a man in the middle who takes the channel binding away', async () => {
    const verifier = parseVerifier(await makeVerifier('p'));
    const binding = Buffer.from('certificate');
    expect(() => new ScramServer(verifier, binding).first(SCRAM, 'y,,n=,r=abc')).toThrow(ProtocolError);
    expect(() => new ScramServer(verifier, undefined).first(SCRAM_PLUS, 'p=tls-server-end-point,,n=,r=abc')).toThrow(
      ProtocolError,
    );
    expect(() => new ScramServer(verifier, binding).first(SCRAM, 'p=tls-server-end-point,,n=,r=abc')).toThrow(
      ProtocolError,
    );
    const bound = new ScramServer(verifier, binding);
    bound.first(SCRAM_PLUS, 'p=tls-server-end-point,,n=,r=abc');
    expect(() => bound.final('c=biws,r=abc,p=AAAA')).toThrow(ProtocolError);
  });

  it('of any messages is either an answer or a ProtocolError', async () => {
    const verifier = parseVerifier(await makeVerifier('p'));
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (first, final) => {
        const server = new ScramServer(verifier, undefined);
        for (const step of [() => server.first(SCRAM, first), () => server.final(final)]) {
          try {
            step();
          } catch (error) {
            expect(error).toBeInstanceOf(ProtocolError);
          }
        }
      }),
    );
  });
});
