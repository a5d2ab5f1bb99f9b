import { writeQuery } from '../src/sql/wire/frontend.js';
import { RawClient } from '../test/support/sql/raw-client.js';

// A client in a process of its own, which counts the rows of one statement as fast as it can and prints what it saw as
// JSON: node row-reader.ts PORT USER PASSWORD STATEMENT
const [port, user = '', password = '', sql = ''] = process.argv.slice(2);
const client = await RawClient.connect(Number(port), user, password, 'tenure');
const socket = client.takeSocket();

let rows = 0;
let bytes = 0;
let rest: Buffer = Buffer.alloc(0);
const started = performance.now();
socket.on('data', (chunk: Buffer) => {
  bytes += chunk.length;
  const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
  let at = 0;
  while (at + 5 <= data.length) {
    const end = at + 1 + data.readInt32BE(at + 1);
    const type = data[at];
    if (type === 0x45) throw new Error(data.toString('utf8', at + 5));
    if (end > data.length) break;
    if (type === 0x44) rows++;
    if (type === 0x5a) {
      console.log(JSON.stringify({ rows, bytes, seconds: (performance.now() - started) / 1000 }));
      process.exit(0);
    }
    at = end;
  }
  rest = data.subarray(at);
});
socket.resume();
socket.write(writeQuery(sql));
