import { script } from '../../../kit/database.ts';

/** Parts of messages in their order, what each call of a plan gives, since when an end is unknown, what a reply quotes, changes by their message. */
export const sending = script(`
alter table channels.messages add column seq bigint generated always as identity;
alter table channels.deliveries
  add column plan text[],
  add column doubt_since timestamptz(3),
  add column quote text;
create index deliveries_target on channels.deliveries (target_id, seq) where target_id is not null;
`);
