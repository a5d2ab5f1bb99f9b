import './styles/tokens.css';
import './styles/page.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { stylesCarry } from './app/style-nonce.js';
import { App } from './app.js';
import { startLanguage } from './i18n/setup.js';
import { WordsProvider } from './i18n/words-provider.js';
import { queryClient } from './parts/use-asked.js';

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
if (nonce) stylesCarry(nonce);
const root = document.getElementById('root');
await startLanguage();
if (root)
  createRoot(root).render(
    <QueryClientProvider client={queryClient}>
      <WordsProvider>
        <App />
      </WordsProvider>
    </QueryClientProvider>,
  );
