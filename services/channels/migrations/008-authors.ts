import { script } from '../../../kit/database.ts';

/** Who said a message, where a customer did: only they change it. */
export const authors = script(`
alter table channels.messages add column said_by text;
`);
