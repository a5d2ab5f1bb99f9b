/** A client broke the protocol: the connection ends with a FATAL of this SQLSTATE. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';

  constructor(
    message: string,
    readonly sqlState = '08P01',
  ) {
    super(message);
  }
}
