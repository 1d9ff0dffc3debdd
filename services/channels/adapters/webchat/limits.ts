/** Longest text of a message, in UTF-16 units (webchat.md §2). */
export const textLimit = 10_000;
/** Largest upload (webchat.md §2). */
export const fileLimit = 26_214_400;
/** Longest `clientMsgId`; a UUID has 36. */
export const clientIdLimit = 128;
/** Most events in a batch, attachments in a message, ids in a receipt, fields in a form. */
export const listLimit = 100;
/** Longest answers to a form, in UTF-16 units of their JSON. */
export const formLimit = 65_536;
