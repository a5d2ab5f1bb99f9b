// A real ClickHouse server (HTTP and native TCP) out of libchdb: its exported C function chdb_query_cmdline is `clickhouse
// local`, whose statement SYSTEM START LISTEN opens the server's own handlers. One process is one server, until it is killed.
// ffi-rs calls on the thread's own stack; others bring a stack of their own, which ClickHouse refuses.
import { createRequire } from 'node:module';
import path from 'node:path';

const [directory = '', tcpPort = '', httpPort = '', config = ''] = process.argv.slice(2);
const resolve = createRequire(createRequire(import.meta.url).resolve('chdb'));
const library = path.join(
  path.dirname(
    resolve.resolve(
      `@chdb/lib-${process.platform}-${process.arch}${process.platform === 'linux' ? '-gnu' : ''}/package.json`,
    ),
  ),
  process.platform === 'darwin' ? 'libchdb.dylib' : 'libchdb.so',
);
const { DataType, load, open } = await import('ffi-rs');
open({ library: 'chdb', path: library });
const statements = [
  'SYSTEM START LISTEN TCP',
  'SYSTEM START LISTEN HTTP',
  // clickhouse local ends with its last statement; this one lasts 30 years.
  'SELECT sleepEachRow(3) FROM numbers(315360000) SETTINGS max_block_size = 1 FORMAT Null',
];
const given = [
  'clickhouse',
  ...['--path', directory, '--tcp_port', tcpPort, '--http_port', httpPort, '--listen_host', '127.0.0.1'],
  ...['--config-file', config],
  ...statements.flatMap((text) => ['--query', text]),
];
const result = load({
  library: 'chdb',
  funcName: 'chdb_query_cmdline',
  retType: DataType.External,
  paramsType: [DataType.I32, DataType.StringArray],
  paramsValue: [given.length, given],
});
process.stderr.write(
  `${load({ library: 'chdb', funcName: 'chdb_result_error', retType: DataType.String, paramsType: [DataType.External], paramsValue: [result] })}\n`,
);
process.exit(1);
