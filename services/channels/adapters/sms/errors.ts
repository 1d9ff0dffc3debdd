import type { ErrorClass, Failed } from '../../plan.ts';
import { classOfStatus } from '../answers.ts';

const codes: Partial<Record<ErrorClass, string>> = {
  recipient_blocked: '21610 30004',
  recipient_invalid: '21211 21614 21612 30005 30006',
  permission: '21408',
  account_restricted: '30032 30034 30035',
  // One message that a carrier filtered says nothing of the next.
  suppressed_by_platform: '30007',
  rate_limited: '20429 14107 21611 30001 30022',
  auth_invalid: '20003 20404',
  content_invalid: '21602 21617 21620 12300',
  // The phone is off or out of reach: later it may not be.
  transient: '30003 30008',
  window_closed: '63016',
};

const classes: ReadonlyMap<string, ErrorClass> = new Map(
  (Object.entries(codes) as [ErrorClass, string][]).flatMap(([name, list]) =>
    list.split(' ').map((code): [string, ErrorClass] => [code, name]),
  ),
);

/** What an error of Twilio's is, by its code, else by HTTP's status (sms.md, Error; channels/README.md §4). */
export function classOf(code: string | undefined, status = 0): Pick<Failed, 'class' | 'standing'> {
  const known = classes.get(code ?? '') ?? (status === 400 ? 'content_invalid' : classOfStatus(status));
  // Who sent STOP has not blocked us: START takes it back.
  return { class: known, ...(code === '21610' ? { standing: 'opted_out' as const } : {}) };
}
