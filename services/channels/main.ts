import { runService } from '../../kit/process.ts';
import { channels } from './service.ts';

await runService(channels);
