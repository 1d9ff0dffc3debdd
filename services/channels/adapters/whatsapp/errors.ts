import { errorTable } from '../meta/errors.ts';

const permissionCodes = codesFrom(200, 100);
/** What is wrong with a template. */
const templateCodes = codesFrom(132_000, 1_000);

/** Codes by class, the same for answers and for failed statuses (whatsapp.md §2, channels/README.md §4). */
export const errors = errorTable({
  window_closed: '131047',
  rate_limited: '4 80007 130429 131056 133016 131048',
  transient: '1 2 131000 131016 131057 133004 131053',
  recipient_invalid: '131026 131030 131021',
  recipient_blocked: '131050',
  suppressed_by_platform: '131049 130472',
  auth_invalid: '0 190',
  permission: `3 10 131005 ${permissionCodes}`,
  account_restricted: '368 130497 131031 131042 131045 133010',
  content_invalid: `100/* 131008 131009 131051 131052 ${templateCodes}`,
});

function codesFrom(first: number, count: number): string {
  return Array.from({ length: count }, (_, index) => first + index).join(' ');
}
