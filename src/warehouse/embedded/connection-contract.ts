import type { ClickHouseClientConfigOptions } from '@clickhouse/client';

// The client takes a connection but does not export its types: they are read off its options.

export type Connection = NonNullable<ClickHouseClientConfigOptions['connection']>;
export type BaseParams = Parameters<Connection['query']>[0];
export type InsertParams = Parameters<Connection['insert']>[0];
export type ExecParams = Parameters<Connection['exec']>[0];
export type QueryResult = Awaited<ReturnType<Connection['query']>>;
export type CommandResult = Awaited<ReturnType<Connection['command']>>;
export type InsertResult = Awaited<ReturnType<Connection['insert']>>;
export type ExecResult = Awaited<ReturnType<Connection['exec']>>;
export type PingResult = Awaited<ReturnType<Connection['ping']>>;
