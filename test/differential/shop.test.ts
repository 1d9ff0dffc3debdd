import { shop } from './graphs/shop.ts';
import { compareExecutors } from './suite.ts';

compareExecutors('shop', shop, { query: 5, mutation: 2 });
