import { distributedGround, mortal } from './ground.ts';
import { crashPromises } from './promise.ts';

crashPromises({
  name: 'the product as processes',
  open: distributedGround,
  webhooks: 350,
  customers: 50,
  mortal: mortal.distributed,
  sender: 'channels',
});
