import { script } from '../../../kit/database.ts';

/** Deliveries say in which trace they were queued. */
export const trace = script('alter table channels.deliveries add column trace text;');
