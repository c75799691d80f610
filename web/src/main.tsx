import { render } from 'preact';
import { connect } from './api/live';
import { Shell } from './app/Shell';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/parts.css';

const app = document.getElementById('app')!;
app.textContent = '';
render(<Shell />, app);
connect();

// A tab that stayed open over an upgrade asks for a part that is gone: load the new whole, once.
window.addEventListener('vite:preloadError', (event) => {
  const key = 'watchkeeper-reloaded';
  if (Date.now() - Number(sessionStorage.getItem(key) ?? 0) < 10_000) return;
  sessionStorage.setItem(key, String(Date.now()));
  event.preventDefault();
  location.reload();
});
