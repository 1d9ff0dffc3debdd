import { script } from '../../../kit/database.ts';

/** Parts of messages that a platform took and could not deliver: they are said again when somebody retries the message. */
export const lost = script(`
alter table channels.messages
  drop constraint messages_state_check,
  add constraint messages_state_check check (state in ('said', 'awaited', 'unsent', 'also', 'lost'));
`);
