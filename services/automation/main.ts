import { runService } from '../../kit/process.ts';
import { automation } from './service.ts';

await runService(automation);
