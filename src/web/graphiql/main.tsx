import { GraphiQL, type GraphiQLProps } from 'graphiql';
import 'graphiql/style.css';
import './graphiql.css';
import { createRoot } from 'react-dom/client';

type Fetcher = GraphiQLProps['fetcher'];

/** The page's own session signs the requests; nothing is asked of any other server. */
const fetcher: Fetcher = async (parameters, options) => {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...options?.headers },
    body: JSON.stringify(parameters),
  });
  return response.json();
};

interface Example {
  readonly title: string;
  readonly example: string;
}

/** A query to start from for each view that the caller may see; undefined when nobody is signed in. */
async function examples(): Promise<readonly Example[] | undefined> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ catalog { views { title example } } }' }),
  });
  if (!response.ok) return undefined;
  const body = (await response.json()) as { data?: { catalog?: { views?: Example[] } } };
  return body.data?.catalog?.views ?? [];
}

async function start(root: HTMLElement): Promise<void> {
  const found = await examples();
  const page = createRoot(root);
  if (!found) {
    page.render(
      <main className="sign-in-first">
        <h1>Tenure GraphQL</h1>
        <p>
          Nobody is signed in. <a href="/">Sign in</a>, then open this page again.
        </p>
      </main>,
    );
    return;
  }
  const tabs = found.slice(0, 8).map(({ title, example }) => ({ query: `# ${title}\n${example}` }));
  page.render(
    <GraphiQL fetcher={fetcher} isHeadersEditorEnabled={false} shouldPersistHeaders={false} defaultTabs={tabs}>
      <GraphiQL.Logo>Tenure</GraphiQL.Logo>
    </GraphiQL>,
  );
}

const root = document.getElementById('root');
if (root) void start(root);
