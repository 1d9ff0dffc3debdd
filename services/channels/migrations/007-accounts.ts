import { script } from '../../../kit/database.ts';

/** When an account was last tried out; what keeps a listener from hearing. */
export const accounts = script(`
alter table channels.accounts add column last_checked_at timestamptz(3);
alter table channels.listeners add column problem text;
create index listeners_due on channels.listeners (due_at);
`);
