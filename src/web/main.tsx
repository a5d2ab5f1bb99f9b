import './styles/tokens.css';
import './styles/page.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.js';
import { startLanguage } from './i18n/setup.js';

startLanguage();
const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
