import { parlor } from './graphs/parlor.ts';
import { compareExecutors } from './suite.ts';

compareExecutors('parlor', parlor, { query: 8, mutation: 2, subscription: 2 });
