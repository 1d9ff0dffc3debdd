import { script } from '../../../kit/database.ts';

/** Files: who uploaded them, which messages they are in, and whether bytes of theirs are in the store. */
export const media = script(`
drop index channels.media_due;
alter table channels.media
  drop column message_id,
  drop column position,
  add column message_ids text[] not null default '{}',
  add column uploaded_by text,
  add column event_key text,
  add column kept boolean not null default false;
create index media_due on channels.media (due_at)
  where state = 'waiting' or (state = 'stored' and message_ids = '{}') or (kept and state in ('refused', 'infected', 'gone'));
create index media_messages on channels.media using gin (message_ids);
`);
