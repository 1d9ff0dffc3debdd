import { runProcess } from '../../kit/process.ts';
import { all } from '../../services/channels/adapters/all.ts';
import { startParlor } from '../../start.ts';
import { carrier } from './carrier.ts';

// The product with a channel of the tests' own, as a process that can be killed.
await runProcess('start', (ground) => startParlor(ground, [...all, carrier]));
