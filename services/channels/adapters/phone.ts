import { parsePhoneNumberFromString } from 'libphonenumber-js';

/** A phone number as E.164; what is none (a short code, a sender's name) stays as it is. */
export function e164(value: string): string {
  return parsePhoneNumberFromString(value)?.number ?? value.trim();
}

/** Whether a number is of the United States or Canada, as far as it tells: the islands that share their +1 are known by the rest of it. */
export function isNorthAmerican(value: string): boolean {
  const number = parsePhoneNumberFromString(value);
  return number?.countryCallingCode === '1' && ['US', 'CA', undefined].includes(number.country);
}
