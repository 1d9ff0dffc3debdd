import { embeddedGround } from './ground.ts';
import { crashPromises } from './promise.ts';

crashPromises({
  name: 'the product in one process',
  open: embeddedGround,
  webhooks: 1_000,
  customers: 100,
  mortal: ['parlor', 'parlor'],
  sender: 'parlor',
});
