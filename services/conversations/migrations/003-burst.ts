import { script } from '../../../kit/database.ts';

/** Which messages came as one album. */
export const burst = script(`
alter table conversations.entries add column burst text;
`);
