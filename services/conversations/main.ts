import { runService } from '../../kit/process.ts';
import { conversations } from './service.ts';

await runService(conversations);
