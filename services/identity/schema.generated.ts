import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { WorkspaceRow, CustomerRow, IdentityRow, LinkRow, MergeRow, AgentRow } from './tables.ts';
import type { IdentityContext } from './service.ts';
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

/** Who did something. */
export type Actor = {
  /** Its id or name. */
  id: Scalars['String']['output'];
  /** `agent`, `customer` or `service`. */
  kind: Scalars['String']['output'];
};

/** A kind of address and its value. */
export type Address = {
  /** As `wa_id`. */
  kind: Scalars['String']['output'];
  /** As `15550002222`. */
  value: Scalars['String']['output'];
};

/** A person who answers. */
export type Agent = {
  /** `agt_` and a ULID. */
  id: Scalars['ID']['output'];
  /** What the agent is called. */
  name: Scalars['String']['output'];
  /** What the agent may do. */
  role: AgentRole;
};

/** What an agent may do. */
export type AgentRole =
  /** Everything, channel accounts and agents included. */
  | 'ADMIN'
  /** Serve customers. */
  | 'AGENT';

/** An endpoint of ours on a channel. */
export type ChannelAccount = {
  /** `acc_` and a ULID. */
  id: Scalars['ID']['output'];
};

/** One address of a customer as one channel account sees it. */
export type ChannelIdentity = {
  /** Other addresses of the same person on the same account. */
  aliases: Array<Address>;
  /** The endpoint of ours that knows this address; like every way into another service, `null` while that cannot be asked. */
  channelAccount?: Maybe<ChannelAccount>;
  /** The channel's id, as `messenger`. */
  channelId: Scalars['ID']['output'];
  /** Whose it is now. */
  customer: Customer;
  /** `idn_` and a ULID. */
  id: Scalars['ID']['output'];
  /** What kind of address: `psid`, `wa_id`, `bsuid`, `visitor`. */
  kind: Scalars['String']['output'];
  /** Every claim of whose it is, newest first, with what it rests on. */
  links: Array<IdentityLink>;
  /** The name the platform gave. */
  name?: Maybe<Scalars['String']['output']>;
  /** The address itself. */
  value: Scalars['String']['output'];
};

/** Whom to add. */
export type CreateAgentInput = {
  /** The same key and input give the same result, whatever happens on the way. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** What the agent is called. */
  name: Scalars['String']['input'];
  /** What the agent may do. */
  role?: AgentRole;
};

/** What came of it. */
export type CreateAgentPayload = {
  /** The agent. */
  agent?: Maybe<Agent>;
  /** A token the agent asks with, valid for 30 days; shown here only. `null` where an identity provider signs them. */
  token?: Maybe<Scalars['String']['output']>;
  /** What has to be put right; empty when it was done. */
  userErrors: Array<UserError>;
};

/** What to found. */
export type CreateWorkspaceInput = {
  /** What its first admin is called. */
  adminName: Scalars['String']['input'];
  /** The same key and input give the same result, whatever happens on the way. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** What people call it. */
  name: Scalars['String']['input'];
};

/** What came of it. */
export type CreateWorkspacePayload = {
  /** Its first admin. */
  agent?: Maybe<Agent>;
  /** A token the admin asks with, valid for 30 days; shown here only. */
  token?: Maybe<Scalars['String']['output']>;
  /** What has to be put right; empty when it was done. */
  userErrors: Array<UserError>;
  /** The workspace. */
  workspace?: Maybe<Workspace>;
};

/** A person who is served, whatever the channels. */
export type Customer = {
  /** What the company keeps about the customer: an object. */
  attributes: Scalars['JSON']['output'];
  /** When the customer was first seen. */
  createdAt: Scalars['DateTime']['output'];
  /** `cus_` and a ULID. An id once given resolves for ever. */
  id: Scalars['ID']['output'];
  /** Every address of the customer, those of merged customers included; oldest first. */
  identities: Array<ChannelIdentity>;
  /** The merges that made this customer, newest first; undone ones too. */
  merges: Array<Merge>;
  /** The name we know, from a channel or from an agent. */
  name?: Maybe<Scalars['String']['output']>;
};

/** A page of customers. */
export type CustomerConnection = {
  /** The customers with their cursors. */
  edges: Array<CustomerEdge>;
  /** What is before and behind. */
  pageInfo: PageInfo;
};

/** A customer in a page. */
export type CustomerEdge = {
  /** Where it stands in the list. */
  cursor: Scalars['String']['output'];
  /** The customer. */
  node: Customer;
};

/** Which customers. */
export type CustomerFilter = {
  /** Those with an identity on this channel account. */
  channelAccountId?: InputMaybe<Scalars['ID']['input']>;
  /** Those with an identity on this channel. */
  channelId?: InputMaybe<Scalars['ID']['input']>;
};

/** A dated claim that an identity is a customer's. */
export type IdentityLink = {
  /** Since when. */
  at: Scalars['DateTime']['output'];
  /** The customer it was linked to; a merge since then does not change it. */
  customerId: Scalars['ID']['output'];
  /** Details of the evidence. */
  details: Scalars['JSON']['output'];
  /** What it rests on. */
  evidence: LinkEvidence;
  /** `lnk_` and a ULID. */
  id: Scalars['ID']['output'];
  /** Until when; `null` while it holds. */
  revokedAt?: Maybe<Scalars['DateTime']['output']>;
};

/** What a link rests on. */
export type LinkEvidence =
  /** An agent said so. */
  | 'AGENT'
  /** The platform said so: its webhook was signed. */
  | 'PLATFORM'
  /** A token signed by the company said so. */
  | 'SIGNED_TOKEN';

/** A recorded statement that two customers are one. */
export type Merge = {
  /** When. */
  at: Scalars['DateTime']['output'];
  /** Who did it. */
  by: Actor;
  /** The customer that was merged. */
  fromId: Scalars['ID']['output'];
  /** `mrg_` and a ULID. */
  id: Scalars['ID']['output'];
  /** The customer that remained. */
  intoId: Scalars['ID']['output'];
  /** Why, in the words of whoever did it. */
  reason?: Maybe<Scalars['String']['output']>;
  /** When it was taken back; `null` while it holds. */
  undoneAt?: Maybe<Scalars['DateTime']['output']>;
};

/** Which customers to merge. */
export type MergeCustomersInput = {
  /** The customer to merge. */
  fromId: Scalars['ID']['input'];
  /** The same key and input give the same result, whatever happens on the way. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The customer that remains. */
  intoId: Scalars['ID']['input'];
  /** Why; kept with the merge. */
  reason?: InputMaybe<Scalars['String']['input']>;
};

/** What came of it. */
export type MergeCustomersPayload = {
  /** The customer that remains. */
  customer?: Maybe<Customer>;
  /** The merge; its id takes it back. */
  merge?: Maybe<Merge>;
  /** What has to be put right; empty when it was done. */
  userErrors: Array<UserError>;
};

/** What a merge would bring together. */
export type MergePreview = {
  /** Attributes on which the two differ; those of the remaining one would be shown, and both are kept. */
  conflicts: Array<Scalars['String']['output']>;
  /** The customer that would be merged. */
  from: Customer;
  /** Every identity the customer would have. */
  identities: Array<ChannelIdentity>;
  /** The customer that would remain. */
  into: Customer;
};

export type Mutation = {
  /** Adds a person who answers. Admins only. */
  createAgent: CreateAgentPayload;
  /** Founds a workspace with its first admin. For whoever runs Parlor: it needs a service token (`node seed.ts` makes and uses one). */
  createWorkspace: CreateWorkspacePayload;
  /** Says that two customers are one person. Nothing is deleted, and it can be undone: the one id resolves to the other until then. */
  mergeCustomers: MergeCustomersPayload;
  /** Takes a merge back: both customers stand as they would without it. */
  undoMerge: UndoMergePayload;
  /** Changes what is known about a customer. */
  updateCustomer: UpdateCustomerPayload;
};


export type MutationCreateAgentArgs = {
  input: CreateAgentInput;
};


export type MutationCreateWorkspaceArgs = {
  input: CreateWorkspaceInput;
};


export type MutationMergeCustomersArgs = {
  input: MergeCustomersInput;
};


export type MutationUndoMergeArgs = {
  input: UndoMergeInput;
};


export type MutationUpdateCustomerArgs = {
  input: UpdateCustomerInput;
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
  /** The people who answer, by name. */
  agents: Array<Agent>;
  /** A customer; the id of a customer that was merged into another gives that other one. `null` when there is none. */
  customer?: Maybe<Customer>;
  /** The customers of the workspace, newest first. */
  customers: CustomerConnection;
  /** What a merge would bring together, without doing it. */
  mergePreview: MergePreview;
  /** Who asks, and in which workspace. */
  viewer: Viewer;
};


export type QueryCustomerArgs = {
  id: Scalars['ID']['input'];
};


export type QueryCustomersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<CustomerFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  search?: InputMaybe<Scalars['String']['input']>;
};


export type QueryMergePreviewArgs = {
  fromId: Scalars['ID']['input'];
  intoId: Scalars['ID']['input'];
};

/** Which merge to take back. */
export type UndoMergeInput = {
  /** The same key and input give the same result, whatever happens on the way. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Its id. */
  mergeId: Scalars['ID']['input'];
};

/** What came of it. */
export type UndoMergePayload = {
  /** The two customers, each on its own again: the one that was merged first. */
  customers: Array<Customer>;
  /** The merge, undone. */
  merge?: Maybe<Merge>;
  /** What has to be put right; empty when it was done. */
  userErrors: Array<UserError>;
};

/** What to change; what is left out stays. */
export type UpdateCustomerInput = {
  /** Attributes to set, an object; a `null` value takes one away. */
  attributes?: InputMaybe<Scalars['JSON']['input']>;
  /** Which customer. */
  customerId: Scalars['ID']['input'];
  /** The same key and input give the same result, whatever happens on the way. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The name. */
  name?: InputMaybe<Scalars['String']['input']>;
};

/** What came of it. */
export type UpdateCustomerPayload = {
  /** The customer. */
  customer?: Maybe<Customer>;
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

/** Who asks. */
export type Viewer = {
  /** The agent, when an agent asks. */
  agent?: Maybe<Agent>;
  /** The customer, when a customer asks. */
  customer?: Maybe<Customer>;
  /** What kind of principal. */
  kind: ViewerKind;
  /** Where. */
  workspace: Workspace;
};

/** The kinds of principal. */
export type ViewerKind =
  /** A person who answers. */
  | 'AGENT'
  /** A customer in a session. */
  | 'CUSTOMER'
  /** A part of Parlor itself. */
  | 'SERVICE';

/** A tenant: everything belongs to one, and nothing crosses. */
export type Workspace = {
  /** When it began. */
  createdAt: Scalars['DateTime']['output'];
  /** `wsp_` and a ULID. */
  id: Scalars['ID']['output'];
  /** What people call it. */
  name: Scalars['String']['output'];
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
  Agent: Agent;
  ChannelIdentity: ChannelIdentity;
  Customer: Customer;
  Merge: Merge;
  Workspace: Workspace;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Agent:
    ( { __typename: 'Agent' }
    & GraphQLRecursivePick<FederationTypes['Agent'], {"id":true}> );
  ChannelIdentity:
    ( { __typename: 'ChannelIdentity' }
    & GraphQLRecursivePick<FederationTypes['ChannelIdentity'], {"id":true}> );
  Customer:
    ( { __typename: 'Customer' }
    & GraphQLRecursivePick<FederationTypes['Customer'], {"id":true}> );
  Merge:
    ( { __typename: 'Merge' }
    & GraphQLRecursivePick<FederationTypes['Merge'], {"id":true}> );
  Workspace:
    ( { __typename: 'Workspace' }
    & GraphQLRecursivePick<FederationTypes['Workspace'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Actor: ResolverTypeWrapper<Partial<Actor>>;
  Address: ResolverTypeWrapper<Partial<Address>>;
  Agent: ResolverTypeWrapper<AgentRow>;
  ID: ResolverTypeWrapper<Partial<Scalars['ID']['output']>>;
  AgentRole: ResolverTypeWrapper<Partial<AgentRole>>;
  ChannelAccount: ResolverTypeWrapper<Partial<ChannelAccount>>;
  ChannelIdentity: ResolverTypeWrapper<IdentityRow>;
  CreateAgentInput: ResolverTypeWrapper<Partial<CreateAgentInput>>;
  CreateAgentPayload: ResolverTypeWrapper<Partial<Omit<CreateAgentPayload, 'agent'> & { agent?: Maybe<ResolversTypes['Agent']> }>>;
  CreateWorkspaceInput: ResolverTypeWrapper<Partial<CreateWorkspaceInput>>;
  CreateWorkspacePayload: ResolverTypeWrapper<Partial<Omit<CreateWorkspacePayload, 'agent' | 'workspace'> & { agent?: Maybe<ResolversTypes['Agent']>, workspace?: Maybe<ResolversTypes['Workspace']> }>>;
  Customer: ResolverTypeWrapper<CustomerRow>;
  CustomerConnection: ResolverTypeWrapper<Partial<Omit<CustomerConnection, 'edges'> & { edges: Array<ResolversTypes['CustomerEdge']> }>>;
  CustomerEdge: ResolverTypeWrapper<Partial<Omit<CustomerEdge, 'node'> & { node: ResolversTypes['Customer'] }>>;
  CustomerFilter: ResolverTypeWrapper<Partial<CustomerFilter>>;
  DateTime: ResolverTypeWrapper<Partial<Scalars['DateTime']['output']>>;
  IdentityLink: ResolverTypeWrapper<LinkRow>;
  JSON: ResolverTypeWrapper<Partial<Scalars['JSON']['output']>>;
  LinkEvidence: ResolverTypeWrapper<Partial<LinkEvidence>>;
  Merge: ResolverTypeWrapper<MergeRow>;
  MergeCustomersInput: ResolverTypeWrapper<Partial<MergeCustomersInput>>;
  MergeCustomersPayload: ResolverTypeWrapper<Partial<Omit<MergeCustomersPayload, 'customer' | 'merge'> & { customer?: Maybe<ResolversTypes['Customer']>, merge?: Maybe<ResolversTypes['Merge']> }>>;
  MergePreview: ResolverTypeWrapper<Partial<Omit<MergePreview, 'from' | 'identities' | 'into'> & { from: ResolversTypes['Customer'], identities: Array<ResolversTypes['ChannelIdentity']>, into: ResolversTypes['Customer'] }>>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PageInfo: ResolverTypeWrapper<Partial<PageInfo>>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  UndoMergeInput: ResolverTypeWrapper<Partial<UndoMergeInput>>;
  UndoMergePayload: ResolverTypeWrapper<Partial<Omit<UndoMergePayload, 'customers' | 'merge'> & { customers: Array<ResolversTypes['Customer']>, merge?: Maybe<ResolversTypes['Merge']> }>>;
  UpdateCustomerInput: ResolverTypeWrapper<Partial<UpdateCustomerInput>>;
  UpdateCustomerPayload: ResolverTypeWrapper<Partial<Omit<UpdateCustomerPayload, 'customer'> & { customer?: Maybe<ResolversTypes['Customer']> }>>;
  UserError: ResolverTypeWrapper<Partial<UserError>>;
  UserErrorCode: ResolverTypeWrapper<Partial<UserErrorCode>>;
  Viewer: ResolverTypeWrapper<Partial<Omit<Viewer, 'agent' | 'customer' | 'workspace'> & { agent?: Maybe<ResolversTypes['Agent']>, customer?: Maybe<ResolversTypes['Customer']>, workspace: ResolversTypes['Workspace'] }>>;
  ViewerKind: ResolverTypeWrapper<Partial<ViewerKind>>;
  Workspace: ResolverTypeWrapper<WorkspaceRow>;
  Boolean: ResolverTypeWrapper<Partial<Scalars['Boolean']['output']>>;
  Int: ResolverTypeWrapper<Partial<Scalars['Int']['output']>>;
  String: ResolverTypeWrapper<Partial<Scalars['String']['output']>>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Actor: Partial<Actor>;
  Address: Partial<Address>;
  Agent: AgentRow;
  ID: Partial<Scalars['ID']['output']>;
  ChannelAccount: Partial<ChannelAccount>;
  ChannelIdentity: IdentityRow;
  CreateAgentInput: Partial<CreateAgentInput>;
  CreateAgentPayload: Partial<Omit<CreateAgentPayload, 'agent'> & { agent?: Maybe<ResolversParentTypes['Agent']> }>;
  CreateWorkspaceInput: Partial<CreateWorkspaceInput>;
  CreateWorkspacePayload: Partial<Omit<CreateWorkspacePayload, 'agent' | 'workspace'> & { agent?: Maybe<ResolversParentTypes['Agent']>, workspace?: Maybe<ResolversParentTypes['Workspace']> }>;
  Customer: CustomerRow;
  CustomerConnection: Partial<Omit<CustomerConnection, 'edges'> & { edges: Array<ResolversParentTypes['CustomerEdge']> }>;
  CustomerEdge: Partial<Omit<CustomerEdge, 'node'> & { node: ResolversParentTypes['Customer'] }>;
  CustomerFilter: Partial<CustomerFilter>;
  DateTime: Partial<Scalars['DateTime']['output']>;
  IdentityLink: LinkRow;
  JSON: Partial<Scalars['JSON']['output']>;
  Merge: MergeRow;
  MergeCustomersInput: Partial<MergeCustomersInput>;
  MergeCustomersPayload: Partial<Omit<MergeCustomersPayload, 'customer' | 'merge'> & { customer?: Maybe<ResolversParentTypes['Customer']>, merge?: Maybe<ResolversParentTypes['Merge']> }>;
  MergePreview: Partial<Omit<MergePreview, 'from' | 'identities' | 'into'> & { from: ResolversParentTypes['Customer'], identities: Array<ResolversParentTypes['ChannelIdentity']>, into: ResolversParentTypes['Customer'] }>;
  Mutation: Record<PropertyKey, never>;
  PageInfo: Partial<PageInfo>;
  Query: Record<PropertyKey, never>;
  UndoMergeInput: Partial<UndoMergeInput>;
  UndoMergePayload: Partial<Omit<UndoMergePayload, 'customers' | 'merge'> & { customers: Array<ResolversParentTypes['Customer']>, merge?: Maybe<ResolversParentTypes['Merge']> }>;
  UpdateCustomerInput: Partial<UpdateCustomerInput>;
  UpdateCustomerPayload: Partial<Omit<UpdateCustomerPayload, 'customer'> & { customer?: Maybe<ResolversParentTypes['Customer']> }>;
  UserError: Partial<UserError>;
  Viewer: Partial<Omit<Viewer, 'agent' | 'customer' | 'workspace'> & { agent?: Maybe<ResolversParentTypes['Agent']>, customer?: Maybe<ResolversParentTypes['Customer']>, workspace: ResolversParentTypes['Workspace'] }>;
  Workspace: WorkspaceRow;
  Boolean: Partial<Scalars['Boolean']['output']>;
  Int: Partial<Scalars['Int']['output']>;
  String: Partial<Scalars['String']['output']>;
};

export type CacheControlDirectiveArgs = {
  inheritMaxAge?: Maybe<Scalars['Boolean']['input']>;
  maxAge?: Maybe<Scalars['Int']['input']>;
};

export type CacheControlDirectiveResolver<Result, Parent, ContextType = IdentityContext, Args = CacheControlDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type VisibilityDirectiveArgs = {
  to: Scalars['String']['input'];
};

export type VisibilityDirectiveResolver<Result, Parent, ContextType = IdentityContext, Args = VisibilityDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ActorResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['Actor'] = ResolversParentTypes['Actor']> = {
  id?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AddressResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['Address'] = ResolversParentTypes['Address']> = {
  kind?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AgentResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['Agent'] = ResolversParentTypes['Agent'], FederationReferenceType extends FederationReferenceTypes['Agent'] = FederationReferenceTypes['Agent']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Agent']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  role?: Resolver<ResolversTypes['AgentRole'], ParentType, ContextType>;
};

export type ChannelAccountResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['ChannelAccount'] = ResolversParentTypes['ChannelAccount']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type ChannelIdentityResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['ChannelIdentity'] = ResolversParentTypes['ChannelIdentity'], FederationReferenceType extends FederationReferenceTypes['ChannelIdentity'] = FederationReferenceTypes['ChannelIdentity']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['ChannelIdentity']> | FederationReferenceType, FederationReferenceType, ContextType>;
  aliases?: Resolver<Array<ResolversTypes['Address']>, ParentType, ContextType>;
  channelAccount?: Resolver<Maybe<ResolversTypes['ChannelAccount']>, ParentType, ContextType>;
  channelId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  customer?: Resolver<ResolversTypes['Customer'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  links?: Resolver<Array<ResolversTypes['IdentityLink']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type CreateAgentPayloadResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['CreateAgentPayload'] = ResolversParentTypes['CreateAgentPayload']> = {
  agent?: Resolver<Maybe<ResolversTypes['Agent']>, ParentType, ContextType>;
  token?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type CreateWorkspacePayloadResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['CreateWorkspacePayload'] = ResolversParentTypes['CreateWorkspacePayload']> = {
  agent?: Resolver<Maybe<ResolversTypes['Agent']>, ParentType, ContextType>;
  token?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  workspace?: Resolver<Maybe<ResolversTypes['Workspace']>, ParentType, ContextType>;
};

export type CustomerResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['Customer'] = ResolversParentTypes['Customer'], FederationReferenceType extends FederationReferenceTypes['Customer'] = FederationReferenceTypes['Customer']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Customer']> | FederationReferenceType, FederationReferenceType, ContextType>;
  attributes?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identities?: Resolver<Array<ResolversTypes['ChannelIdentity']>, ParentType, ContextType>;
  merges?: Resolver<Array<ResolversTypes['Merge']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CustomerConnectionResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['CustomerConnection'] = ResolversParentTypes['CustomerConnection']> = {
  edges?: Resolver<Array<ResolversTypes['CustomerEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type CustomerEdgeResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['CustomerEdge'] = ResolversParentTypes['CustomerEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Customer'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type IdentityLinkResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['IdentityLink'] = ResolversParentTypes['IdentityLink']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  customerId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  details?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  evidence?: Resolver<ResolversTypes['LinkEvidence'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  revokedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type MergeResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['Merge'] = ResolversParentTypes['Merge'], FederationReferenceType extends FederationReferenceTypes['Merge'] = FederationReferenceTypes['Merge']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Merge']> | FederationReferenceType, FederationReferenceType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  by?: Resolver<ResolversTypes['Actor'], ParentType, ContextType>;
  fromId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  intoId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  undoneAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type MergeCustomersPayloadResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['MergeCustomersPayload'] = ResolversParentTypes['MergeCustomersPayload']> = {
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  merge?: Resolver<Maybe<ResolversTypes['Merge']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type MergePreviewResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['MergePreview'] = ResolversParentTypes['MergePreview']> = {
  conflicts?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  from?: Resolver<ResolversTypes['Customer'], ParentType, ContextType>;
  identities?: Resolver<Array<ResolversTypes['ChannelIdentity']>, ParentType, ContextType>;
  into?: Resolver<ResolversTypes['Customer'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  createAgent?: Resolver<ResolversTypes['CreateAgentPayload'], ParentType, ContextType, RequireFields<MutationCreateAgentArgs, 'input'>>;
  createWorkspace?: Resolver<ResolversTypes['CreateWorkspacePayload'], ParentType, ContextType, RequireFields<MutationCreateWorkspaceArgs, 'input'>>;
  mergeCustomers?: Resolver<ResolversTypes['MergeCustomersPayload'], ParentType, ContextType, RequireFields<MutationMergeCustomersArgs, 'input'>>;
  undoMerge?: Resolver<ResolversTypes['UndoMergePayload'], ParentType, ContextType, RequireFields<MutationUndoMergeArgs, 'input'>>;
  updateCustomer?: Resolver<ResolversTypes['UpdateCustomerPayload'], ParentType, ContextType, RequireFields<MutationUpdateCustomerArgs, 'input'>>;
};

export type PageInfoResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  agents?: Resolver<Array<ResolversTypes['Agent']>, ParentType, ContextType>;
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType, RequireFields<QueryCustomerArgs, 'id'>>;
  customers?: Resolver<ResolversTypes['CustomerConnection'], ParentType, ContextType, Partial<QueryCustomersArgs>>;
  mergePreview?: Resolver<ResolversTypes['MergePreview'], ParentType, ContextType, RequireFields<QueryMergePreviewArgs, 'fromId' | 'intoId'>>;
  viewer?: Resolver<ResolversTypes['Viewer'], ParentType, ContextType>;
};

export type UndoMergePayloadResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['UndoMergePayload'] = ResolversParentTypes['UndoMergePayload']> = {
  customers?: Resolver<Array<ResolversTypes['Customer']>, ParentType, ContextType>;
  merge?: Resolver<Maybe<ResolversTypes['Merge']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type UpdateCustomerPayloadResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['UpdateCustomerPayload'] = ResolversParentTypes['UpdateCustomerPayload']> = {
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ViewerResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['Viewer'] = ResolversParentTypes['Viewer']> = {
  agent?: Resolver<Maybe<ResolversTypes['Agent']>, ParentType, ContextType>;
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ViewerKind'], ParentType, ContextType>;
  workspace?: Resolver<ResolversTypes['Workspace'], ParentType, ContextType>;
};

export type WorkspaceResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['Workspace'] = ResolversParentTypes['Workspace'], FederationReferenceType extends FederationReferenceTypes['Workspace'] = FederationReferenceTypes['Workspace']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Workspace']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type Resolvers<ContextType = IdentityContext> = {
  Actor?: ActorResolvers<ContextType>;
  Address?: AddressResolvers<ContextType>;
  Agent?: AgentResolvers<ContextType>;
  ChannelAccount?: ChannelAccountResolvers<ContextType>;
  ChannelIdentity?: ChannelIdentityResolvers<ContextType>;
  CreateAgentPayload?: CreateAgentPayloadResolvers<ContextType>;
  CreateWorkspacePayload?: CreateWorkspacePayloadResolvers<ContextType>;
  Customer?: CustomerResolvers<ContextType>;
  CustomerConnection?: CustomerConnectionResolvers<ContextType>;
  CustomerEdge?: CustomerEdgeResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  IdentityLink?: IdentityLinkResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  Merge?: MergeResolvers<ContextType>;
  MergeCustomersPayload?: MergeCustomersPayloadResolvers<ContextType>;
  MergePreview?: MergePreviewResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  UndoMergePayload?: UndoMergePayloadResolvers<ContextType>;
  UpdateCustomerPayload?: UpdateCustomerPayloadResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
  Viewer?: ViewerResolvers<ContextType>;
  Workspace?: WorkspaceResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = IdentityContext> = {
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
  visibility?: VisibilityDirectiveResolver<any, any, ContextType>;
};
