import { runService } from '../../kit/process.ts';
import { identity } from './service.ts';

await runService(identity);
