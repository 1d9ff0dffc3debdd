import { media } from './graphs/media.ts';
import { compareExecutors } from './suite.ts';

compareExecutors('media', media, { query: 9, mutation: 2, subscription: 2 });
