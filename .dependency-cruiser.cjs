/** Rules of the architecture; CONTRIBUTING.md says why each stands. */
const domainExcept = (name) => `^src/domain/(?!${name}/)`;
const domains = [
  'membership',
  'plan',
  'draft',
  'key-task',
  'version',
  'review',
  'decision',
  'submission',
  'webhook',
  'digest',
];

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      // That package is types and nothing else.
      to: { couldNotResolve: true, pathNot: '^@graphql-typed-document-node/core$' },
    },
    {
      name: 'not-to-dev-dependencies',
      comment: 'What runs in production needs only `dependencies`.',
      severity: 'error',
      from: { path: '^src' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', 'type-only'] },
    },
    {
      name: 'mongoose-only-in-stores',
      severity: 'error',
      from: { path: '^src', pathNot: '(/store\\.ts|-store\\.ts|^src/app\\.ts)$' },
      to: { path: '^node_modules/(mongoose|mongodb)/' },
    },
    {
      name: 'sockets-only-in-transport',
      severity: 'error',
      from: { path: '^src', pathNot: '^src/(transport|collaboration|embedded-mongodb)/' },
      to: { path: '^node_modules/(ws|express)/' },
    },
    {
      name: 'graphql-only-in-resolvers',
      comment: 'In a domain only resolvers.ts sees GraphQL.',
      severity: 'error',
      from: { path: '^src/domain/', pathNot: '(^|/|-)resolvers\\.ts$' },
      to: { path: '^(node_modules/graphql/|src/graphql/|src/generated/)' },
    },
    ...domains.map((name) => ({
      name: `store-of-${name}-is-its-own`,
      comment: "No domain imports another domain's store, it calls its service.",
      severity: 'error',
      from: { path: domainExcept(name) },
      to: { path: `^src/domain/${name}/[a-z-]*store\\.ts$`, dependencyTypesNot: ['type-only'] },
    })),
    {
      name: 'embedded-store-has-one-entrance',
      severity: 'error',
      from: { path: '^src', pathNot: '^src/embedded-mongodb/' },
      to: { path: '^src/embedded-mongodb/', pathNot: '^src/embedded-mongodb/index\\.ts$' },
    },
    {
      name: 'embedded-store-stands-alone',
      severity: 'error',
      from: { path: '^src/embedded-mongodb/' },
      to: { path: '^src/', pathNot: '^src/embedded-mongodb/' },
    },
    {
      name: 'client-runs-in-browsers',
      comment: 'choan/client has nothing of Node and nothing of the server.',
      severity: 'error',
      from: { path: '^src/client/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'client-stands-alone',
      severity: 'error',
      from: { path: '^src/client/' },
      to: { path: '^src/', pathNot: '^src/client/' },
    },
    {
      name: 'content-is-pure',
      severity: 'error',
      from: { path: '^src/content/' },
      to: { path: '^src/(domain|graphql|database|activity|transport|collaboration|auth)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
