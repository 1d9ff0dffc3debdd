import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Adapter } from './adapter.ts';
import type { AccountRow, DeliveryKey, AttemptRow } from './tables.ts';
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

/** A kind of transport. */
export type Channel = {
  /** What it can do, as data: content kinds, limits, windows, receipts, pace. */
  capabilities: Scalars['JSON']['output'];
  /** As `messenger`. */
  id: Scalars['ID']['output'];
  /** As `Messenger`. */
  name: Scalars['String']['output'];
};

/** An endpoint of ours on a channel: a page, a number, a widget. */
export type ChannelAccount = {
  /** The channel it is on. */
  channel: Channel;
  /** When it was connected. */
  createdAt: Scalars['DateTime']['output'];
  /** `acc_` and a ULID. */
  id: Scalars['ID']['output'];
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
  /** The path of its webhook below the gateway's URL. */
  webhookPath: Scalars['String']['output'];
};

/** Whether messages leave through an account. */
export type ChannelAccountStatus =
  /** They do. */
  | 'ACTIVE'
  /** They wait. */
  | 'PAUSED';

/** What to connect. */
export type ConnectChannelAccountInput = {
  /** On which channel, as `messenger`. */
  channelId: Scalars['ID']['input'];
  /** The same key and input give the same result, whatever happens on the way. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** What to call it. */
  name: Scalars['String']['input'];
  /** Secrets likewise: an object of strings. Sealed at rest and never shown. */
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

export type Mutation = {
  /** Adds an endpoint of ours on a channel. Admins only. */
  connectChannelAccount: ConnectChannelAccountPayload;
  /** Changes an endpoint: its name, settings or secrets; pauses or resumes it. Admins only. */
  updateChannelAccount: UpdateChannelAccountPayload;
};


export type MutationConnectChannelAccountArgs = {
  input: ConnectChannelAccountInput;
};


export type MutationUpdateChannelAccountArgs = {
  input: UpdateChannelAccountInput;
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

export type Query = {
  /** Our endpoints on channels, oldest first. */
  channelAccounts: Array<ChannelAccount>;
  /** The kinds of transport there are. */
  channels: Array<Channel>;
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
  /** Pause or resume it. */
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
  Delivery:
    ( { __typename: 'Delivery' }
    & GraphQLRecursivePick<FederationTypes['Delivery'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AttemptOutcome: ResolverTypeWrapper<Partial<AttemptOutcome>>;
  Channel: ResolverTypeWrapper<Adapter>;
  ID: ResolverTypeWrapper<Partial<Scalars['ID']['output']>>;
  ChannelAccount: ResolverTypeWrapper<AccountRow>;
  ChannelAccountStatus: ResolverTypeWrapper<Partial<ChannelAccountStatus>>;
  ConnectChannelAccountInput: ResolverTypeWrapper<Partial<ConnectChannelAccountInput>>;
  ConnectChannelAccountPayload: ResolverTypeWrapper<Partial<Omit<ConnectChannelAccountPayload, 'channelAccount'> & { channelAccount?: Maybe<ResolversTypes['ChannelAccount']> }>>;
  DateTime: ResolverTypeWrapper<Partial<Scalars['DateTime']['output']>>;
  Delivery: ResolverTypeWrapper<DeliveryKey>;
  DeliveryAttempt: ResolverTypeWrapper<AttemptRow>;
  JSON: ResolverTypeWrapper<Partial<Scalars['JSON']['output']>>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PageInfo: ResolverTypeWrapper<Partial<PageInfo>>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  UpdateChannelAccountInput: ResolverTypeWrapper<Partial<UpdateChannelAccountInput>>;
  UpdateChannelAccountPayload: ResolverTypeWrapper<Partial<Omit<UpdateChannelAccountPayload, 'channelAccount'> & { channelAccount?: Maybe<ResolversTypes['ChannelAccount']> }>>;
  UserError: ResolverTypeWrapper<Partial<UserError>>;
  UserErrorCode: ResolverTypeWrapper<Partial<UserErrorCode>>;
  Boolean: ResolverTypeWrapper<Partial<Scalars['Boolean']['output']>>;
  Int: ResolverTypeWrapper<Partial<Scalars['Int']['output']>>;
  String: ResolverTypeWrapper<Partial<Scalars['String']['output']>>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Channel: Adapter;
  ID: Partial<Scalars['ID']['output']>;
  ChannelAccount: AccountRow;
  ConnectChannelAccountInput: Partial<ConnectChannelAccountInput>;
  ConnectChannelAccountPayload: Partial<Omit<ConnectChannelAccountPayload, 'channelAccount'> & { channelAccount?: Maybe<ResolversParentTypes['ChannelAccount']> }>;
  DateTime: Partial<Scalars['DateTime']['output']>;
  Delivery: DeliveryKey;
  DeliveryAttempt: AttemptRow;
  JSON: Partial<Scalars['JSON']['output']>;
  Mutation: Record<PropertyKey, never>;
  PageInfo: Partial<PageInfo>;
  Query: Record<PropertyKey, never>;
  UpdateChannelAccountInput: Partial<UpdateChannelAccountInput>;
  UpdateChannelAccountPayload: Partial<Omit<UpdateChannelAccountPayload, 'channelAccount'> & { channelAccount?: Maybe<ResolversParentTypes['ChannelAccount']> }>;
  UserError: Partial<UserError>;
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

export type ChannelResolvers<ContextType = ChannelsContext, ParentType extends ResolversParentTypes['Channel'] = ResolversParentTypes['Channel'], FederationReferenceType extends FederationReferenceTypes['Channel'] = FederationReferenceTypes['Channel']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Channel']> | FederationReferenceType, FederationReferenceType, ContextType>;
  capabilities?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ChannelAccountResolvers<ContextType = ChannelsContext, ParentType extends ResolversParentTypes['ChannelAccount'] = ResolversParentTypes['ChannelAccount'], FederationReferenceType extends FederationReferenceTypes['ChannelAccount'] = FederationReferenceTypes['ChannelAccount']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['ChannelAccount']> | FederationReferenceType, FederationReferenceType, ContextType>;
  channel?: Resolver<ResolversTypes['Channel'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  secretNames?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  settings?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ChannelAccountStatus'], ParentType, ContextType>;
  statusReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  webhookPath?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ConnectChannelAccountPayloadResolvers<ContextType = ChannelsContext, ParentType extends ResolversParentTypes['ConnectChannelAccountPayload'] = ResolversParentTypes['ConnectChannelAccountPayload']> = {
  channelAccount?: Resolver<Maybe<ResolversTypes['ChannelAccount']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
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

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type MutationResolvers<ContextType = ChannelsContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  connectChannelAccount?: Resolver<ResolversTypes['ConnectChannelAccountPayload'], ParentType, ContextType, RequireFields<MutationConnectChannelAccountArgs, 'input'>>;
  updateChannelAccount?: Resolver<ResolversTypes['UpdateChannelAccountPayload'], ParentType, ContextType, RequireFields<MutationUpdateChannelAccountArgs, 'input'>>;
};

export type PageInfoResolvers<ContextType = ChannelsContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = ChannelsContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  channelAccounts?: Resolver<Array<ResolversTypes['ChannelAccount']>, ParentType, ContextType>;
  channels?: Resolver<Array<ResolversTypes['Channel']>, ParentType, ContextType>;
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
  Channel?: ChannelResolvers<ContextType>;
  ChannelAccount?: ChannelAccountResolvers<ContextType>;
  ConnectChannelAccountPayload?: ConnectChannelAccountPayloadResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Delivery?: DeliveryResolvers<ContextType>;
  DeliveryAttempt?: DeliveryAttemptResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  UpdateChannelAccountPayload?: UpdateChannelAccountPayloadResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = ChannelsContext> = {
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
  visibility?: VisibilityDirectiveResolver<any, any, ContextType>;
};
