import type { Case } from './case.ts';

/** Every channel's case: one line each. */
export const cases: Case[] = [];
