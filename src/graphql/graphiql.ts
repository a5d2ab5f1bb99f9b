import type { RequestHandler } from 'express';

/** GraphiQL for a browser that opens /graphql. */
export function graphiqlPage(): RequestHandler {
  return (_request, response) => {
    response.type('html').send('<!doctype html><title>Tenure GraphQL</title><p>POST queries here.</p>');
  };
}
