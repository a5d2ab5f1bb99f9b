import './styles/tokens.css';
import './styles/page.css';
import { createRoot } from 'react-dom/client';
import { stylesCarry } from './app/style-nonce.js';
import { App } from './app.js';
import { startLanguage } from './i18n/setup.js';
import { WordsProvider } from './i18n/words-provider.js';

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
if (nonce) stylesCarry(nonce);
startLanguage();
const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <WordsProvider>
      <App />
    </WordsProvider>,
  );
