// Sends with the clients of npm as a program would; usage: node clients.js FOLDER-OF-node_modules UDP-PORT TCP-PORT
const [, , modules, udp, tcp] = process.argv;
const HotShots = require(`${modules}/hot-shots`);
const NodeStatsd = require(`${modules}/node-statsd`);
const failed = error => { console.error(error); process.exit(1); };

const hot = new HotShots({ host: '127.0.0.1', port: +udp, prefix: 'hot.', globalTags: { env: 'test' }, errorHandler: failed });
hot.increment('hits');
hot.increment('hits', 4, ['zone:eu']);
hot.decrement('hits', 2, ['zone:eu']);
hot.timing('render', 42);
hot.histogram('size', 7);
hot.distribution('spread', 9);
hot.gauge('depth', 12);
hot.set('users', 'alice');
hot.set('users', ['bob', 'alice']);
hot.event('deployed', 'version 2', { alert_type: 'warning' });
hot.check('database', hot.CHECKS.CRITICAL, { message: 'no answer' });

const buffered = new HotShots({ host: '127.0.0.1', port: +tcp, protocol: 'tcp', prefix: 'stream.', maxBufferSize: 400, errorHandler: failed });
for (let i = 0; i < 100; i++) buffered.increment('lines');

const old = new NodeStatsd({ host: '127.0.0.1', port: +udp, prefix: 'old.' });
old.increment('hits');
old.increment(['hits', 'other'], 3);
old.timing('render', 21);
old.gauge('depth', 5);
old.unique('users', 'x');

setTimeout(() => hot.close(() => buffered.close(() => old.close())), 1000);
