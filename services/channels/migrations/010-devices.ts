import { script } from '../../../kit/database.ts';

/** Finds whose a device was before. */
export const devices = script(`
create index contacts_devices on channels.contacts using gin ((place -> 'devices') jsonb_path_ops) where place ? 'devices';
`);
