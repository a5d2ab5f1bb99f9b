import type * as cubeSchema from '@cubejs-backend/schema-compiler';
import { requireCube } from './require-cube.js';

/** Cube's compiler and dialects. */
export const { BaseFilter, BaseTimeDimension, ParamAllocator, PostgresQuery, prepareCompiler } = requireCube(
  '@cubejs-backend/schema-compiler',
) as typeof cubeSchema;
