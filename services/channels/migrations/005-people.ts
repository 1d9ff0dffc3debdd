import { script } from '../../../kit/database.ts';

/** What is said of a message before it comes, and which events told of it: so that what is taken back can be taken out of all of them. */
export const people = script(`
alter table channels.messages
  add column state text not null default 'said' check (state in ('said', 'awaited', 'unsent', 'also')),
  add column keys text[] not null default '{}';
`);
