import { render } from 'preact';
import { connect } from './api/live';
import { Shell } from './app/Shell';
import { watchForUpgrade } from './app/upgrade';
import { showForeignMarks } from './ui/foreign';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/parts.css';

const app = document.getElementById('app')!;
app.textContent = '';
showForeignMarks();
render(<Shell />, app);
watchForUpgrade();
connect();
