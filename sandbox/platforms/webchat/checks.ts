import { z } from 'zod';

const message = z.object({
  id: z.string(),
  direction: z.enum(['INBOUND', 'OUTBOUND']),
  text: z.string().nullable(),
  content: z.array(z.object({ type: z.string(), url: z.string().nullable() })),
  replyTo: z.object({ id: z.string() }).nullable(),
});
/** A message as the product's graph shows it to a visitor. */
export type SeenMessage = z.infer<typeof message>;

/** A message, or an entry of another kind, of which only the id was asked. */
const entry = z.union([message, z.strictObject({ id: z.string() }).transform(() => null)]);

/** The data of `dialogueChanged`. */
export const changeData = z.object({
  dialogueChanged: z.object({ cursor: z.string(), kind: z.string(), entry: entry.nullable() }),
});
/** One thing that changed in a dialogue. */
export type Change = z.infer<typeof changeData>['dialogueChanged'];

/** The data of the question which dialogue is the visitor's. */
export const ownData = z.object({ viewer: z.object({ customer: z.object({ dialogue: z.object({ id: z.string() }) }) }) });

/** The data of a page of the visitor's dialogue. */
export const pageData = z.object({
  viewer: z.object({
    customer: z.object({
      dialogue: z.object({
        entries: z.object({
          edges: z.array(z.object({ node: entry })),
          pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
        }),
      }),
    }),
  }),
});

/** What the graph answers to any operation. */
export const answered = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }).optional() })).optional(),
});
