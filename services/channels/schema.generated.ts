import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Adapter } from './adapter.ts';
import type { AccountRow, TemplateRow, DeliveryKey, AttemptRow } from './tables.ts';
import type { ChannelsContext } from './service.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant, ISO 8601 in UTC with milliseconds: `2026-11-22T10:00:00.000Z`. */
  DateTime: { input: Date; output: Date; }
  /** Any JSON value. */
  JSON: { input: unknown; output: unknown; }
  _FieldSet: { input: unknown; output: unknown; }
};

/** How a try ended. */
export type AttemptOutcome =
  /** The platform took it. */
  | 'ACCEPTED'
  /** The platform refused it. */
  | 'REFUSED'
  /** No answer came: it may or may not have been taken. */
  | 'UNKNOWN';

/** A link to one of our accounts that tells where it was followed. */
export type CampaignLink = {
  /** Where it leads. */
  channelAccount: ChannelAccount;
  /** The link. */
  url: Scalars['String']['output'];
};

/** A kind of transport. */
export type Channel = {
  /** What it can do, as data: content kinds, limits, windows, receipts, pace. */
  capabilities: Scalars['JSON']['output'];
  /** As `messenger`. */
  id: Scalars['ID']['output'];
  /** As `Messenger`. */
  name: Scalars['String']['output'];
  /** What one should know before choosing it. */
  note?: Maybe<Scalars['String']['output']>;
};

/** An endpoint of ours on a channel: a page, a number, a widget. */
export type ChannelAccount = {
  /** Links that lead from this channel, where customers cannot write to us, to others of the workspace where they can; who comes by one has a `referral` with this campaign in the dialogue. Only a channel like Snapchat has any. */
  campaignLinks: Array<CampaignLink>;
  /** The channel it is on. */
  channel: Channel;
  /** Secrets of our own making, to copy there too. Admins only. */
  copied: Array<CopiedSecret>;
  /** When it was connected. */
  createdAt: Scalars['DateTime']['output'];
  /** `acc_` and a ULID. */
  id: Scalars['ID']['output'];
  /** When `checkChannelAccount` last tried it out. */
  lastCheckedAt?: Maybe<Scalars['DateTime']['output']>;
  /** What people call it. */
  name: Scalars['String']['output'];
  /** Which secrets are set, by name. */
  secretNames: Array<Scalars['String']['output']>;
  /** Its public settings under the platform's own names. Secrets are never shown. */
  settings: Scalars['JSON']['output'];
  /** Whether messages leave through it. */
  status: ChannelAccountStatus;
  /** Why it is paused, where it paused itself. */
  statusReason?: Maybe<Scalars['String']['output']>;
  /** What the platform lets us say in its templates, as of `lastCheckedAt`, by name. */
  templates: ChannelTemplateConnection;
  /** The path of its webhook below the gateway's URL. */
  webhookPath: Scalars['String']['output'];
  /** Its webhook, whole: to copy into the platform's console. */
  webhookUrl: Scalars['String']['output'];
};


/** An endpoint of ours on a channel: a page, a number, a widget. */
export type ChannelAccountCampaignLinksArgs = {
  campaign: Scalars['String']['input'];
};


/** An endpoint of ours on a channel: a page, a number, a widget. */
export type ChannelAccountTemplatesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** Something about an account that was tried out. */
export type ChannelAccountCheck = {
  /** Whether it is well. */
  ok: Scalars['Boolean']['output'];
  /** What is wrong, and what to do about it; `null` when nothing is. */
  problem?: Maybe<Scalars['String']['output']>;
  /** What, as `the access token`. */
  shows: Scalars['String']['output'];
};

/** Whether messages leave through an account. */
export type ChannelAccountStatus =
  /** They do. */
  | 'ACTIVE'
  /** It is no longer ours: they fail. */
  | 'DISCONNECTED'
  /** They wait. */
  | 'PAUSED';

/** A message that the platform has read before and lets us send even where nothing else may be said. */
export type ChannelTemplate = {
  /** Its text, with `{{1}}` or `{{name}}` where values go; empty where the platform keeps it to itself. */
  body: Scalars['String']['output'];
  /** The platform's own word for what it is for. */
  category: Scalars['String']['output'];
  /** `tpl_` and a ULID. */
  id: Scalars['ID']['output'];
  /** As the platform writes it: `en_US`. */
  language: Scalars['String']['output'];
  /** What the platform calls it. */
  name: Scalars['String']['output'];
  /** The names of its values, in order. */
  parameters: Array<Scalars['String']['output']>;
  /** Whether it may be sent. */
  status: ChannelTemplateStatus;
};

/** A page of templates. */
export type ChannelTemplateConnection = {
  /** The templates with their cursors. */
  edges: Array<ChannelTemplateEdge>;
  /** What is before and behind. */
  pageInfo: PageInfo;
};

/** A template in a page. */
export type ChannelTemplateEdge = {
  /** Where it stands in the list. */
  cursor: Scalars['String']['output'];
  /** The template. */
  node: ChannelTemplate;
};

/** Whether a template may be sent. */
export type ChannelTemplateStatus =
  /** It may. */
  | 'APPROVED'
  /** The platform has stopped it for now. */
  | 'PAUSED'
  /** The platform has not decided yet. */
  | 'PENDING'
  /** The platform does not want it. */
  | 'REJECTED';

/** What to try out. */
export type CheckChannelAccountInput = {
  /** Which account. */
  channelAccountId: Scalars['ID']['input'];
  /** The same key and input give the same result, whatever happens on the way. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** What came of it. */
export type CheckChannelAccountPayload = {
  /** The account. */
  channelAccount?: Maybe<ChannelAccount>;
  /** What was tried. */
  checks?: Maybe<Array<ChannelAccountCheck>>;
  /** What has to be put right; empty when it was done. */
  userErrors: Array<UserError>;
};

/** What to connect. */
export type ConnectChannelAccountInput = {
  /** On which channel, as `messenger`. */
  channelId: Scalars['ID']['input'];
  /** The same key and input give the same result, whatever happens on the way. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** What to call it. */
  name: Scalars['String']['input'];
  /** Secrets likewise: an object of strings. Sealed at rest and never shown. Those in `copied` are made where they are left out. */
  secrets: Scalars['JSON']['input'];
  /** Public settings under the platform's own names in camel case: an object. */
  settings: Scalars['JSON']['input'];
};

/** What came of it. */
export type ConnectChannelAccountPayload = {
  /** The account. */
  channelAccount?: Maybe<ChannelAccount>;
  /** What has to be put right; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A secret that the platform's console asks for. */
export type CopiedSecret = {
  /** As the account's secrets name it: `verifyToken`. */
  name: Scalars['String']['output'];
  /** The secret. */
  value: Scalars['String']['output'];
};

/** How far a message of ours got. */
export type Delivery = {
  /** Every try, oldest first; `null` while it cannot be asked. */
  attempts?: Maybe<Array<DeliveryAttempt>>;
  /** `dly_` and the message's ULID. */
  id: Scalars['ID']['output'];
};

/** One try to hand a message to the platform. */
export type DeliveryAttempt = {
  /** When it began. */
  at: Scalars['DateTime']['output'];
  /** The class of the platform's refusal. */
  errorClass?: Maybe<Scalars['String']['output']>;
  /** The platform's own code. */
  errorCode?: Maybe<Scalars['String']['output']>;
  /** The platform's own words. */
  errorMessage?: Maybe<Scalars['String']['output']>;
  /** `att_` and a ULID. */
  id: Scalars['ID']['output'];
  /** How it ended; `null` while it runs. */
  outcome?: Maybe<AttemptOutcome>;
};

/** What to end. */
export type DisconnectChannelAccountInput = {
  /** Which account. */
  channelAccountId: Scalars['ID']['input'];
  /** The same key and input give the same result, whatever happens on the way. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** What came of it. */
export type DisconnectChannelAccountPayload = {
  /** The account. */
  channelAccount?: Maybe<ChannelAccount>;
  /** What has to be put right; empty when it was done. */
  userErrors: Array<UserError>;
};

/** The answers to a form. */
export type FormInput = {
  /** Field name to answer: an object. */
  fields: Scalars['JSON']['input'];
  /** The form's name. */
  name: Scalars['String']['input'];
};

/** Who it is: give `userJwt`, or `identifier` with its hash. */
export type IdentifyInput = {
  /** The company's id of the customer. */
  identifier?: InputMaybe<Scalars['String']['input']>;
  /** Hex HMAC-SHA256 of the identifier under the account's `identifierSecret`: the older way, a proof that never ends. */
  identifierHash?: InputMaybe<Scalars['String']['input']>;
  /** As in `startSession`. */
  userJwt?: InputMaybe<Scalars['String']['input']>;
};

export type Mutation = {
  /** Tries an endpoint out: whether the platform takes its token, and whatever else can be asked without harm. Fetches its templates, resumes it where it had paused itself and all is well, and asks at once for what waits there. Admins only. */
  checkChannelAccount: CheckChannelAccountPayload;
  /** Adds an endpoint of ours on a channel. Admins only. */
  connectChannelAccount: ConnectChannelAccountPayload;
  /** Ends an endpoint: what waits there fails, what comes is dropped, what was said stays. Connecting the same page or number again revives it, with all its dialogues. Its secrets stay sealed until then, so that webhooks at its URL can still be told from forged ones. Admins only. */
  disconnectChannelAccount: DisconnectChannelAccountPayload;
  /** Says who the visitor of this session is, proved by the company: other browsers and devices of that customer show the same dialogue. Customers only. */
  identify: StartSessionPayload;
  /** Says something, as the customer of the session. Repeat it with the same `clientMessageId` until it is answered: it is said once. Customers only. */
  postMessage: PostMessagePayload;
  /** Puts an emoji on a message of the dialogue, or takes it away. Customers only. */
  postReaction: PostPayload;
  /** Tells which messages of the company have reached the customer, and up to which they were read. Customers only. */
  postReceipt: PostPayload;
  /** Tells that the customer is typing, or is no longer: worth five seconds. Customers only. */
  postTyping: PostPayload;
  /** Lets the company's own server wake this device when something is said to the customer (in-app accounts with a `pushUrl`). Customers only. */
  registerDevice: PostPayload;
  /** Takes a device off again. Customers only. */
  removeDevice: PostPayload;
  /** Changes the text of a message of one's own. Customers only. */
  reviseMessage: PostPayload;
  /** Gives an endpoint new secrets while the platform still signs with the old ones: both are good for webhooks until `keepOldFor` is over; what is sent uses the new ones from now on. Admins only. */
  rotateChannelSecrets: RotateChannelSecretsPayload;
  /** Begins a session of a customer in a widget or an app: the one thing that needs no token. Its token is then sent like any other. */
  startSession: StartSessionPayload;
  /** Changes an endpoint: its name, settings or secrets; pauses or resumes it. Admins only. */
  updateChannelAccount: UpdateChannelAccountPayload;
  /** Takes back a message of one's own. Customers only. */
  withdrawMessage: PostPayload;
};


export type MutationCheckChannelAccountArgs = {
  input: CheckChannelAccountInput;
};


export type MutationConnectChannelAccountArgs = {
  input: ConnectChannelAccountInput;
};


export type MutationDisconnectChannelAccountArgs = {
  input: DisconnectChannelAccountInput;
};


export type MutationIdentifyArgs = {
  input: IdentifyInput;
};


export type MutationPostMessageArgs = {
  input: PostMessageInput;
};


export type MutationPostReactionArgs = {
  input: PostReactionInput;
};


export type MutationPostReceiptArgs = {
  input: PostReceiptInput;
};


export type MutationPostTypingArgs = {
  input: PostTypingInput;
};


export type MutationRegisterDeviceArgs = {
  input: RegisterDeviceInput;
};


export type MutationRemoveDeviceArgs = {
  input: RemoveDeviceInput;
};


export type MutationReviseMessageArgs = {
  input: ReviseMessageInput;
};


export type MutationRotateChannelSecretsArgs = {
  input: RotateChannelSecretsInput;
};


export type MutationStartSessionArgs = {
  input: StartSessionInput;
};


export type MutationUpdateChannelAccountArgs = {
  input: UpdateChannelAccountInput;
};


export type MutationWithdrawMessageArgs = {
  input: WithdrawMessageInput;
};

/** What is before and behind a page. */
export type PageInfo = {
  /** The cursor of its last item. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** True when there are more behind it. */
  hasNextPage: Scalars['Boolean']['output'];
  /** True when there are more before it. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of its first item. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** A place. */
export type PlaceInput = {
  /** Where it is. */
  address?: InputMaybe<Scalars['String']['input']>;
  /** Degrees north. */
  latitude: Scalars['Float']['input'];
  /** Degrees east. */
  longitude: Scalars['Float']['input'];
  /** What it is called. */
  name?: InputMaybe<Scalars['String']['input']>;
};

/** What the customer says: any of text, files, a place, a choice, a form. */
export type PostMessageInput = {
  /** The client's own id of the message, unique for the visitor: up to 128 characters. */
  clientMessageId: Scalars['ID']['input'];
  /** The answers to a form. */
  form?: InputMaybe<FormInput>;
  /** A place. */
  location?: InputMaybe<PlaceInput>;
  /** Files that were uploaded with `POST /media`, by their ids. */
  mediaIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** What was chosen: the payload of a button, a quick reply or a row that was offered. */
  payload?: InputMaybe<Scalars['String']['input']>;
  /** The message it answers. */
  replyTo?: InputMaybe<Scalars['ID']['input']>;
  /** The text; or, with `payload`, the title of what was chosen. */
  text?: InputMaybe<Scalars['String']['input']>;
};

/** What came of it. */
export type PostMessagePayload = {
  /** The message's id: it stands in the dialogue in a moment, if not now. */
  messageId?: Maybe<Scalars['ID']['output']>;
  /** What has to be put right; empty when it was taken. */
  userErrors: Array<UserError>;
};

/** What came of it. */
export type PostPayload = {
  /** What has to be put right; empty when it was taken. */
  userErrors: Array<UserError>;
};

/** What to put on which message. */
export type PostReactionInput = {
  /** The emoji; `null`: none any more. */
  emoji?: InputMaybe<Scalars['String']['input']>;
  /** Which message. */
  messageId: Scalars['ID']['input'];
};

/** What the customer has seen. */
export type PostReceiptInput = {
  /** Messages that have reached this device. */
  deliveredIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** The last message that was read; all before it count as read too. */
  readUpToId?: InputMaybe<Scalars['ID']['input']>;
};

/** Whether the customer is typing. */
export type PostTypingInput = {
  /** Whether. */
  on: Scalars['Boolean']['input'];
};

export type Query = {
  /** Our endpoints on channels, oldest first. */
  channelAccounts: Array<ChannelAccount>;
  /** The kinds of transport there are. */
  channels: Array<Channel>;
};

/** Which device to wake. */
export type RegisterDeviceInput = {
  /** As `ios`, `android`, `web`. */
  platform: Scalars['String']['input'];
  /** The push service's token of it. */
  token: Scalars['String']['input'];
};

/** Which device to leave alone. */
export type RemoveDeviceInput = {
  /** The push service's token of it. */
  token: Scalars['String']['input'];
};

/** What to change. */
export type ReviseMessageInput = {
  /** Which message. */
  messageId: Scalars['ID']['input'];
  /** Its text from now on. */
  text: Scalars['String']['input'];
};

/** What to change. */
export type RotateChannelSecretsInput = {
  /** Which account. Others on the channel with the same secret, as of one app, get the new one too. */
  channelAccountId: Scalars['ID']['input'];
  /** The same key and input give the same result, whatever happens on the way. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Seconds for which webhooks may still be signed with the old ones: 0 to 2592000 (thirty days), a day when left out. */
  keepOldFor?: InputMaybe<Scalars['Int']['input']>;
  /** The new secrets by name; what is left out stays. One of `copied` is made anew where it is null. */
  secrets: Scalars['JSON']['input'];
};

/** What came of it. */
export type RotateChannelSecretsPayload = {
  /** Others that had the same secrets, and have the new ones now. */
  alsoRotated?: Maybe<Array<ChannelAccount>>;
  /** The account. */
  channelAccount?: Maybe<ChannelAccount>;
  /** What has to be put right; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A customer's session on one device. */
export type Session = {
  /** When the token ends: thirty days on. */
  expiresAt: Scalars['DateTime']['output'];
  /** The largest file, in bytes. */
  fileLimit: Scalars['Int']['output'];
  /** The longest text of a message, in UTF-16 units. */
  textLimit: Scalars['Int']['output'];
  /** The token to send as `authorization: Bearer …`, over HTTP and WebSocket. */
  token: Scalars['String']['output'];
  /** True when the company has said who it is. */
  verified: Scalars['Boolean']['output'];
  /** `vis_` and 32 hex digits: this browser or device. */
  visitorId: Scalars['ID']['output'];
};

/** What to begin. */
export type StartSessionInput = {
  /** The public key of the widget (`widgetKey`) or the app (`appKey`). */
  key: Scalars['String']['input'];
  /** What led the customer here: a campaign's reference. Up to 256 characters. */
  ref?: InputMaybe<Scalars['String']['input']>;
  /** Who it is, in a token the company signed: HS256 under the account's `signingSecret`, or RS256, ES256 or EdDSA under its `identityKeys`; claims `external_id` (or `sub`), `name`, and `exp` within a day. In an app it must be there. */
  userJwt?: InputMaybe<Scalars['String']['input']>;
};

/** What came of it. */
export type StartSessionPayload = {
  /** The session. */
  session?: Maybe<Session>;
  /** Why there is none. */
  userErrors: Array<UserError>;
};

/** What to change; what is left out stays. */
export type UpdateChannelAccountInput = {
  /** Which account. */
  channelAccountId: Scalars['ID']['input'];
  /** The same key and input give the same result, whatever happens on the way. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** What to call it. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Secrets to replace, by name. */
  secrets?: InputMaybe<Scalars['JSON']['input']>;
  /** Settings to replace, by name. */
  settings?: InputMaybe<Scalars['JSON']['input']>;
  /** Pause or resume it; to end it there is `disconnectChannelAccount`. */
  status?: InputMaybe<ChannelAccountStatus>;
};

/** What came of it. */
export type UpdateChannelAccountPayload = {
  /** The account. */
  channelAccount?: Maybe<ChannelAccount>;
  /** What has to be put right; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Something about the input that the caller can put right. */
export type UserError = {
  /** What kind. */
  code: UserErrorCode;
  /** The input field it is about, where it is about one. */
  field?: Maybe<Scalars['String']['output']>;
  /** What to do about it. */
  message: Scalars['String']['output'];
};

/** The kinds of user error. */
export type UserErrorCode =
  /** The value is not acceptable. */
  | 'BAD_INPUT'
  /** The thing is in a state that does not allow it. */
  | 'CONFLICT'
  /** The idempotency key was used before with another input. */
  | 'IDEMPOTENCY_CONFLICT'
  /** Nothing with that id is in this workspace. */
  | 'NOT_FOUND';

/** What to take back. */
export type WithdrawMessageInput = {
  /** Which message. */
  messageId: Scalars['ID']['input'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Channel: Channel;
  ChannelAccount: ChannelAccount;
  ChannelTemplate: ChannelTemplate;
  Delivery: Delivery;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Channel:
    ( { __typename: 'Channel' }
    & GraphQLRecursivePick<FederationTypes['Channel'], {"id":true}> );
  ChannelAccount:
    ( { __typename: 'ChannelAccount' }
    & GraphQLRecursivePick<FederationTypes['ChannelAccount'], {"id":true}> );
  ChannelTemplate:
    ( { __typename: 'ChannelTemplate' }
    & GraphQLRecursivePick<FederationTypes['ChannelTemplate'], {"id":true}> );
  Delivery:
    ( { __typename: 'Delivery' }
    & GraphQLRecursivePick<FederationTypes['Delivery'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AttemptOutcome: ResolverTypeWrapper<Partial<AttemptOutcome>>;
  CampaignLink: ResolverTypeWrapper<Partial<Omit<CampaignLink, 'channelAccount'> & { channelAccount: ResolversTypes['ChannelAccount'] }>>;
  Channel: ResolverTypeWrapper<Adapter>;
  ID: ResolverTypeWrapper<Partial<Scalars['ID']['output']>>;
  ChannelAccount: ResolverTypeWrapper<AccountRow>;
  ChannelAccountCheck: ResolverTypeWrapper<Partial<ChannelAccountCheck>>;
  ChannelAccountStatus: ResolverTypeWrapper<Partial<ChannelAccountStatus>>;
  ChannelTemplate: ResolverTypeWrapper<TemplateRow>;
  ChannelTemplateConnection: ResolverTypeWrapper<Partial<Omit<ChannelTemplateConnection, 'edges'> & { edges: Array<ResolversTypes['ChannelTemplateEdge']> }>>;
  ChannelTemplateEdge: ResolverTypeWrapper<Partial<Omit<ChannelTemplateEdge, 'node'> & { node: ResolversTypes['ChannelTemplate'] }>>;
  ChannelTemplateStatus: ResolverTypeWrapper<Partial<ChannelTemplateStatus>>;
  CheckChannelAccountInput: ResolverTypeWrapper<Partial<CheckChannelAccountInput>>;
  CheckChannelAccountPayload: ResolverTypeWrapper<Partial<Omit<CheckChannelAccountPayload, 'channelAccount'> & { channelAccount?: Maybe<ResolversTypes['ChannelAccount']> }>>;
  ConnectChannelAccountInput: ResolverTypeWrapper<Partial<ConnectChannelAccountInput>>;
  ConnectChannelAccountPayload: ResolverTypeWrapper<Partial<Omit<ConnectChannelAccountPayload, 'channelAccount'> & { channelAccount?: Maybe<ResolversTypes['ChannelAccount']> }>>;
  CopiedSecret: ResolverTypeWrapper<Partial<CopiedSecret>>;
  DateTime: ResolverTypeWrapper<Partial<Scalars['DateTime']['output']>>;
  Delivery: ResolverTypeWrapper<DeliveryKey>;
  DeliveryAttempt: ResolverTypeWrapper<AttemptRow>;
  DisconnectChannelAccountInput: ResolverTypeWrapper<Partial<DisconnectChannelAccountInput>>;
  DisconnectChannelAccountPayload: ResolverTypeWrapper<Partial<Omit<DisconnectChannelAccountPayload, 'channelAccount'> & { channelAccount?: Maybe<ResolversTypes['ChannelAccount']> }>>;
  FormInput: ResolverTypeWrapper<Partial<FormInput>>;
  IdentifyInput: ResolverTypeWrapper<Partial<IdentifyInput>>;
  JSON: ResolverTypeWrapper<Partial<Scalars['JSON']['output']>>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PageInfo: ResolverTypeWrapper<Partial<PageInfo>>;
  PlaceInput: ResolverTypeWrapper<Partial<PlaceInput>>;
  Float: ResolverTypeWrapper<Partial<Scalars['Float']['output']>>;
  PostMessageInput: ResolverTypeWrapper<Partial<PostMessageInput>>;
  PostMessagePayload: ResolverTypeWrapper<Partial<PostMessagePayload>>;
  PostPayload: ResolverTypeWrapper<Partial<PostPayload>>;
  PostReactionInput: ResolverTypeWrapper<Partial<PostReactionInput>>;
  PostReceiptInput: ResolverTypeWrapper<Partial<PostReceiptInput>>;
  PostTypingInput: ResolverTypeWrapper<Partial<PostTypingInput>>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RegisterDeviceInput: ResolverTypeWrapper<Partial<RegisterDeviceInput>>;
  RemoveDeviceInput: ResolverTypeWrapper<Partial<RemoveDeviceInput>>;
  ReviseMessageInput: ResolverTypeWrapper<Partial<ReviseMessageInput>>;
  RotateChannelSecretsInput: ResolverTypeWrapper<Partial<RotateChannelSecretsInput>>;
  RotateChannelSecretsPayload: ResolverTypeWrapper<Partial<Omit<RotateChannelSecretsPayload, 'alsoRotated' | 'channelAccount'> & { alsoRotated?: Maybe<Array<ResolversTypes['ChannelAccount']>>, channelAccount?: Maybe<ResolversTypes['ChannelAccount']> }>>;
  Session: ResolverTypeWrapper<Partial<Session>>;
  StartSessionInput: ResolverTypeWrapper<Partial<StartSessionInput>>;
  StartSessionPayload: ResolverTypeWrapper<Partial<StartSessionPayload>>;
  UpdateChannelAccountInput: ResolverTypeWrapper<Partial<UpdateChannelAccountInput>>;
  UpdateChannelAccountPayload: ResolverTypeWrapper<Partial<Omit<UpdateChannelAccountPayload, 'channelAccount'> & { channelAccount?: Maybe<ResolversTypes['ChannelAccount']> }>>;
  UserError: ResolverTypeWrapper<Partial<UserError>>;
  UserErrorCode: ResolverTypeWrapper<Partial<UserErrorCode>>;
  WithdrawMessageInput: ResolverTypeWrapper<Partial<WithdrawMessageInput>>;
  Boolean: ResolverTypeWrapper<Partial<Scalars['Boolean']['output']>>;
  Int: ResolverTypeWrapper<Partial<Scalars['Int']['output']>>;
  String: ResolverTypeWrapper<Partial<Scalars['String']['output']>>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  CampaignLink: Partial<Omit<CampaignLink, 'channelAccount'> & { channelAccount: ResolversParentTypes['ChannelAccount'] }>;
  Channel: Adapter;
  ID: Partial<Scalars['ID']['output']>;
  ChannelAccount: AccountRow;
  ChannelAccountCheck: Partial<ChannelAccountCheck>;
  ChannelTemplate: TemplateRow;
  ChannelTemplateConnection: Partial<Omit<ChannelTemplateConnection, 'edges'> & { edges: Array<ResolversParentTypes['ChannelTemplateEdge']> }>;
  ChannelTemplateEdge: Partial<Omit<ChannelTemplateEdge, 'node'> & { node: ResolversParentTypes['ChannelTemplate'] }>;
  CheckChannelAccountInput: Partial<CheckChannelAccountInput>;
  CheckChannelAccountPayload: Partial<Omit<CheckChannelAccountPayload, 'channelAccount'> & { channelAccount?: Maybe<ResolversParentTypes['ChannelAccount']> }>;
  ConnectChannelAccountInput: Partial<ConnectChannelAccountInput>;
  ConnectChannelAccountPayload: Partial<Omit<ConnectChannelAccountPayload, 'channelAccount'> & { channelAccount?: Maybe<ResolversParentTypes['ChannelAccount']> }>;
  CopiedSecret: Partial<CopiedSecret>;
  DateTime: Partial<Scalars['DateTime']['output']>;
  Delivery: DeliveryKey;
  DeliveryAttempt: AttemptRow;
  DisconnectChannelAccountInput: Partial<DisconnectChannelAccountInput>;
  DisconnectChannelAccountPayload: Partial<Omit<DisconnectChannelAccountPayload, 'channelAccount'> & { channelAccount?: Maybe<ResolversParentTypes['ChannelAccount']> }>;
  FormInput: Partial<FormInput>;
  IdentifyInput: Partial<IdentifyInput>;
  JSON: Partial<Scalars['JSON']['output']>;
  Mutation: Record<PropertyKey, never>;
  PageInfo: Partial<PageInfo>;
  PlaceInput: Partial<PlaceInput>;
  Float: Partial<Scalars['Float']['output']>;
  PostMessageInput: Partial<PostMessageInput>;
  PostMessagePayload: Partial<PostMessagePayload>;
  PostPayload: Partial<PostPayload>;
  PostReactionInput: Partial<PostReactionInput>;
  PostReceiptInput: Partial<PostReceiptInput>;
  PostTypingInput: Partial<PostTypingInput>;
  Query: Record<PropertyKey, never>;
  RegisterDeviceInput: Partial<RegisterDeviceInput>;
  RemoveDeviceInput: Partial<RemoveDeviceInput>;
  ReviseMessageInput: Partial<ReviseMessageInput>;
  RotateChannelSecretsInput: Partial<RotateChannelSecretsInput>;
  RotateChannelSecretsPayload: Partial<Omit<RotateChannelSecretsPayload, 'alsoRotated' | 'channelAccount'> & { alsoRotated?: Maybe<Array<ResolversParentTypes['ChannelAccount']>>, channelAccount?: Maybe<ResolversParentTypes['ChannelAccount']> }>;
  Session: Partial<Session>;
  StartSessionInput: Partial<StartSessionInput>;
  StartSessionPayload: Partial<StartSessionPayload>;
  UpdateChannelAccountInput: Partial<UpdateChannelAccountInput>;
  UpdateChannelAccountPayload: Partial<Omit<UpdateChannelAccountPayload, 'channelAccount'> & { channelAccount?: Maybe<ResolversParentTypes['ChannelAccount']> }>;
  UserError: Partial<UserError>;
  WithdrawMessageInput: Partial<WithdrawMessageInput>;
  Boolean: Partial<Scalars['Boolean']['output']>;
  Int: Partial<Scalars['Int']['output']>;
  String: Partial<Scalars['String']['output']>;
};

export type CacheControlDirectiveArgs = {
  inheritMaxAge?: Maybe<Scalars['Boolean']['input']>;
  maxAge?: Maybe<Scalars['Int']['input']>;
};

export type CacheControlDirectiveResolver<Result, Parent, ContextType = ChannelsContext, Args = CacheControlDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type VisibilityDirectiveArgs = {
  to: Scalars['String']['input'];
};

export type VisibilityDirectiveResolver<Result, Parent, ContextType = ChannelsContext, Args = VisibilityDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type CampaignLinkResolvers<ContextType = ChannelsContext, ParentType extends ResolversParentTypes['CampaignLink'] = ResolversParentTypes['CampaignLink']> = {
  channelAccount?: Resolver<ResolversTypes['ChannelAccount'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ChannelResolvers<ContextType = ChannelsContext, ParentType extends ResolversParentTypes['Channel'] = ResolversParentTypes['Channel'], FederationReferenceType extends FederationReferenceTypes['Channel'] = FederationReferenceTypes['Channel']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Channel']> | FederationReferenceType, FederationReferenceType, ContextType>;
  capabilities?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  note?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ChannelAccountResolvers<ContextType = ChannelsContext, ParentType extends ResolversParentTypes['ChannelAccount'] = ResolversParentTypes['ChannelAccount'], FederationReferenceType extends FederationReferenceTypes['ChannelAccount'] = FederationReferenceTypes['ChannelAccount']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['ChannelAccount']> | FederationReferenceType, FederationReferenceType, ContextType>;
  campaignLinks?: Resolver<Array<ResolversTypes['CampaignLink']>, ParentType, ContextType, RequireFields<ChannelAccountCampaignLinksArgs, 'campaign'>>;
  channel?: Resolver<ResolversTypes['Channel'], ParentType, ContextType>;
  copied?: Resolver<Array<ResolversTypes['CopiedSecret']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastCheckedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  secretNames?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  settings?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ChannelAccountStatus'], ParentType, ContextType>;
  statusReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  templates?: Resolver<ResolversTypes['ChannelTemplateConnection'], ParentType, ContextType, Partial<ChannelAccountTemplatesArgs>>;
  webhookPath?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  webhookUrl?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ChannelAccountCheckResolvers<ContextType = ChannelsContext, ParentType extends ResolversParentTypes['ChannelAccountCheck'] = ResolversParentTypes['ChannelAccountCheck']> = {
  ok?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  shows?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ChannelTemplateResolvers<ContextType = ChannelsContext, ParentType extends ResolversParentTypes['ChannelTemplate'] = ResolversParentTypes['ChannelTemplate'], FederationReferenceType extends FederationReferenceTypes['ChannelTemplate'] = FederationReferenceTypes['ChannelTemplate']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['ChannelTemplate']> | FederationReferenceType, FederationReferenceType, ContextType>;
  body?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  category?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  language?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  parameters?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ChannelTemplateStatus'], ParentType, ContextType>;
};

export type ChannelTemplateConnectionResolvers<ContextType = ChannelsContext, ParentType extends ResolversParentTypes['ChannelTemplateConnection'] = ResolversParentTypes['ChannelTemplateConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ChannelTemplateEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ChannelTemplateEdgeResolvers<ContextType = ChannelsContext, ParentType extends ResolversParentTypes['ChannelTemplateEdge'] = ResolversParentTypes['ChannelTemplateEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ChannelTemplate'], ParentType, ContextType>;
};

export type CheckChannelAccountPayloadResolvers<ContextType = ChannelsContext, ParentType extends ResolversParentTypes['CheckChannelAccountPayload'] = ResolversParentTypes['CheckChannelAccountPayload']> = {
  channelAccount?: Resolver<Maybe<ResolversTypes['ChannelAccount']>, ParentType, ContextType>;
  checks?: Resolver<Maybe<Array<ResolversTypes['ChannelAccountCheck']>>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ConnectChannelAccountPayloadResolvers<ContextType = ChannelsContext, ParentType extends ResolversParentTypes['ConnectChannelAccountPayload'] = ResolversParentTypes['ConnectChannelAccountPayload']> = {
  channelAccount?: Resolver<Maybe<ResolversTypes['ChannelAccount']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type CopiedSecretResolvers<ContextType = ChannelsContext, ParentType extends ResolversParentTypes['CopiedSecret'] = ResolversParentTypes['CopiedSecret']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DeliveryResolvers<ContextType = ChannelsContext, ParentType extends ResolversParentTypes['Delivery'] = ResolversParentTypes['Delivery'], FederationReferenceType extends FederationReferenceTypes['Delivery'] = FederationReferenceTypes['Delivery']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Delivery']> | FederationReferenceType, FederationReferenceType, ContextType>;
  attempts?: Resolver<Maybe<Array<ResolversTypes['DeliveryAttempt']>>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type DeliveryAttemptResolvers<ContextType = ChannelsContext, ParentType extends ResolversParentTypes['DeliveryAttempt'] = ResolversParentTypes['DeliveryAttempt']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  errorClass?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  errorCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  errorMessage?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  outcome?: Resolver<Maybe<ResolversTypes['AttemptOutcome']>, ParentType, ContextType>;
};

export type DisconnectChannelAccountPayloadResolvers<ContextType = ChannelsContext, ParentType extends ResolversParentTypes['DisconnectChannelAccountPayload'] = ResolversParentTypes['DisconnectChannelAccountPayload']> = {
  channelAccount?: Resolver<Maybe<ResolversTypes['ChannelAccount']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type MutationResolvers<ContextType = ChannelsContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  checkChannelAccount?: Resolver<ResolversTypes['CheckChannelAccountPayload'], ParentType, ContextType, RequireFields<MutationCheckChannelAccountArgs, 'input'>>;
  connectChannelAccount?: Resolver<ResolversTypes['ConnectChannelAccountPayload'], ParentType, ContextType, RequireFields<MutationConnectChannelAccountArgs, 'input'>>;
  disconnectChannelAccount?: Resolver<ResolversTypes['DisconnectChannelAccountPayload'], ParentType, ContextType, RequireFields<MutationDisconnectChannelAccountArgs, 'input'>>;
  identify?: Resolver<ResolversTypes['StartSessionPayload'], ParentType, ContextType, RequireFields<MutationIdentifyArgs, 'input'>>;
  postMessage?: Resolver<ResolversTypes['PostMessagePayload'], ParentType, ContextType, RequireFields<MutationPostMessageArgs, 'input'>>;
  postReaction?: Resolver<ResolversTypes['PostPayload'], ParentType, ContextType, RequireFields<MutationPostReactionArgs, 'input'>>;
  postReceipt?: Resolver<ResolversTypes['PostPayload'], ParentType, ContextType, RequireFields<MutationPostReceiptArgs, 'input'>>;
  postTyping?: Resolver<ResolversTypes['PostPayload'], ParentType, ContextType, RequireFields<MutationPostTypingArgs, 'input'>>;
  registerDevice?: Resolver<ResolversTypes['PostPayload'], ParentType, ContextType, RequireFields<MutationRegisterDeviceArgs, 'input'>>;
  removeDevice?: Resolver<ResolversTypes['PostPayload'], ParentType, ContextType, RequireFields<MutationRemoveDeviceArgs, 'input'>>;
  reviseMessage?: Resolver<ResolversTypes['PostPayload'], ParentType, ContextType, RequireFields<MutationReviseMessageArgs, 'input'>>;
  rotateChannelSecrets?: Resolver<ResolversTypes['RotateChannelSecretsPayload'], ParentType, ContextType, RequireFields<MutationRotateChannelSecretsArgs, 'input'>>;
  startSession?: Resolver<ResolversTypes['StartSessionPayload'], ParentType, ContextType, RequireFields<MutationStartSessionArgs, 'input'>>;
  updateChannelAccount?: Resolver<ResolversTypes['UpdateChannelAccountPayload'], ParentType, ContextType, RequireFields<MutationUpdateChannelAccountArgs, 'input'>>;
  withdrawMessage?: Resolver<ResolversTypes['PostPayload'], ParentType, ContextType, RequireFields<MutationWithdrawMessageArgs, 'input'>>;
};

export type PageInfoResolvers<ContextType = ChannelsContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PostMessagePayloadResolvers<ContextType = ChannelsContext, ParentType extends ResolversParentTypes['PostMessagePayload'] = ResolversParentTypes['PostMessagePayload']> = {
  messageId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type PostPayloadResolvers<ContextType = ChannelsContext, ParentType extends ResolversParentTypes['PostPayload'] = ResolversParentTypes['PostPayload']> = {
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = ChannelsContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  channelAccounts?: Resolver<Array<ResolversTypes['ChannelAccount']>, ParentType, ContextType>;
  channels?: Resolver<Array<ResolversTypes['Channel']>, ParentType, ContextType>;
};

export type RotateChannelSecretsPayloadResolvers<ContextType = ChannelsContext, ParentType extends ResolversParentTypes['RotateChannelSecretsPayload'] = ResolversParentTypes['RotateChannelSecretsPayload']> = {
  alsoRotated?: Resolver<Maybe<Array<ResolversTypes['ChannelAccount']>>, ParentType, ContextType>;
  channelAccount?: Resolver<Maybe<ResolversTypes['ChannelAccount']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SessionResolvers<ContextType = ChannelsContext, ParentType extends ResolversParentTypes['Session'] = ResolversParentTypes['Session']> = {
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  fileLimit?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  textLimit?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  token?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  verified?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  visitorId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type StartSessionPayloadResolvers<ContextType = ChannelsContext, ParentType extends ResolversParentTypes['StartSessionPayload'] = ResolversParentTypes['StartSessionPayload']> = {
  session?: Resolver<Maybe<ResolversTypes['Session']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type UpdateChannelAccountPayloadResolvers<ContextType = ChannelsContext, ParentType extends ResolversParentTypes['UpdateChannelAccountPayload'] = ResolversParentTypes['UpdateChannelAccountPayload']> = {
  channelAccount?: Resolver<Maybe<ResolversTypes['ChannelAccount']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = ChannelsContext, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type Resolvers<ContextType = ChannelsContext> = {
  CampaignLink?: CampaignLinkResolvers<ContextType>;
  Channel?: ChannelResolvers<ContextType>;
  ChannelAccount?: ChannelAccountResolvers<ContextType>;
  ChannelAccountCheck?: ChannelAccountCheckResolvers<ContextType>;
  ChannelTemplate?: ChannelTemplateResolvers<ContextType>;
  ChannelTemplateConnection?: ChannelTemplateConnectionResolvers<ContextType>;
  ChannelTemplateEdge?: ChannelTemplateEdgeResolvers<ContextType>;
  CheckChannelAccountPayload?: CheckChannelAccountPayloadResolvers<ContextType>;
  ConnectChannelAccountPayload?: ConnectChannelAccountPayloadResolvers<ContextType>;
  CopiedSecret?: CopiedSecretResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Delivery?: DeliveryResolvers<ContextType>;
  DeliveryAttempt?: DeliveryAttemptResolvers<ContextType>;
  DisconnectChannelAccountPayload?: DisconnectChannelAccountPayloadResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  PostMessagePayload?: PostMessagePayloadResolvers<ContextType>;
  PostPayload?: PostPayloadResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RotateChannelSecretsPayload?: RotateChannelSecretsPayloadResolvers<ContextType>;
  Session?: SessionResolvers<ContextType>;
  StartSessionPayload?: StartSessionPayloadResolvers<ContextType>;
  UpdateChannelAccountPayload?: UpdateChannelAccountPayloadResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = ChannelsContext> = {
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
  visibility?: VisibilityDirectiveResolver<any, any, ContextType>;
};
