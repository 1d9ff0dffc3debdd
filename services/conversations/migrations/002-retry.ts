import { script } from '../../../kit/database.ts';

/** Messages say which failed one they try again. */
export const retry = script('alter table conversations.entries add column retry_of text;');
