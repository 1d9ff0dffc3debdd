const user = { email: 'support@apollographql.com', name: 'Jane Smith', totalProductsCreated: 1337, yearsOfEmployment: 10 };
const dimensions = { size: 'small', weight: 1, unit: 'kg' };
const federationStudy = { study: { caseNumber: '1234', description: 'Federation Study' }, outcome: null };
const studioStudy = { study: { caseNumber: '1235', description: 'Studio Study' }, outcome: null };
const deprecated = { sku: 'apollo-federation-v1', package: '@apollo/federation-v1', reason: 'Migrate to Federation V2', createdBy: user };
const products = [
  {
    id: 'apollo-federation',
    sku: 'federation',
    package: '@apollo/federation',
    variation: { id: 'OSS' },
    dimensions,
    createdBy: user,
    research: [federationStudy],
  },
  { id: 'apollo-studio', sku: 'studio', package: '', variation: { id: 'platform' }, dimensions, createdBy: user, research: [studioStudy] },
];

interface Reference {
  id?: string;
  sku?: string;
  package?: string;
  variation?: { id: string };
}

function productOf({ id, sku, package: of, variation }: Reference) {
  return products.find((each) =>
    id ? each.id === id : each.sku === sku && (of ? each.package === of : each.variation.id === variation?.id),
  );
}

function deprecatedOf(reference: Reference) {
  return reference.sku === deprecated.sku && reference.package === deprecated.package ? deprecated : null;
}

/** The products that Apollo's compatibility suite for subgraphs asks for. */
export const resolvers = {
  Query: {
    product: (_: unknown, args: Reference) => productOf(args),
    deprecatedProduct: (_: unknown, args: Reference) => deprecatedOf(args),
  },
  Product: { __resolveReference: productOf },
  DeprecatedProduct: { __resolveReference: deprecatedOf },
  ProductResearch: {
    __resolveReference: ({ study }: { study: { caseNumber: string } }) =>
      [federationStudy, studioStudy].find((each) => each.study.caseNumber === study.caseNumber),
  },
  User: {
    __resolveReference: (reference: Partial<typeof user>) => ({ ...reference, name: user.name }),
    averageProductsCreatedPerYear: ({ totalProductsCreated = 0, yearsOfEmployment = 1 }: Partial<typeof user>) =>
      Math.round(totalProductsCreated / yearsOfEmployment),
  },
  Inventory: { __resolveReference: ({ id }: Reference) => ({ id }), deprecatedProducts: () => [deprecated] },
};
