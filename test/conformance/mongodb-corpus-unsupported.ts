const WRITES = 'stages that write ($out, $merge)';
const COLLATION = 'collations other than simple';
const CAPPED = 'capped collections';
const JSON_SCHEMA = '$jsonSchema';

/**
 * What the embedded server doesn't support, by the name of the recorded case: it answers these with an error, never
 * with another result.
 */
export const UNSUPPORTED: Readonly<Record<string, string>> = {
  'agg-out/merge-into-itself': WRITES,
  'agg-out/merge-on-without-index': WRITES,
  'agg-out/merge-pipeline': WRITES,
  'agg-out/merge-string': WRITES,
  'agg-out/merge-whenmatched-keepexisting': WRITES,
  'agg-out/merge-whenmatched-replace': WRITES,
  'agg-out/merge-whennotmatched-fail': WRITES,
  'agg-out/out-bad': WRITES,
  'agg-out/out-empty-result': WRITES,
  'agg-out/out-keeps-indexes-violated': WRITES,
  'agg-out/out-new': WRITES,
  'agg-out/out-object-form': WRITES,
  'agg-out/out-onto-itself': WRITES,
  'agg-stages/indexstats-unsupported-args-indexstats-x-1': '$indexStats',
  'collation/collection-default': COLLATION,
  'collation/distinct-count-en-default': COLLATION,
  'collation/filter-en-default': COLLATION,
  'collation/filter-en-strength-2': COLLATION,
  'collation/no-locale': COLLATION,
  'collation/sort-en-strength-1': COLLATION,
  'collation/sort-en-strength-2': COLLATION,
  'collation/unique-index-case-insensitive': COLLATION,
  'collation/unknown-field': COLLATION,
  'collation/unknown-locale': COLLATION,
  'collation/update': COLLATION,
  'collections/create-capped': CAPPED,
  'collections/list-filter-options': CAPPED,
  'expr-date/datefromparts-isoweekyear-2020-isoweek-53-isodayofweek-5':
    '$dateFromParts with a week of the year',
  'find-options/returnkey': 'returnKey',
  'find/jsonschema-bogus-1': JSON_SCHEMA,
  'find/name-regex-d-options-z':
    'a regular expression option that there is none of: MongoDB ignores it, here the command is refused',
  'indexes/create-collation': COLLATION,
  'indexes/create-hashed': 'hashed indexes',
  'indexes/create-text': 'text indexes',
  'insert/insert-into-a-capped-collection': CAPPED,
  'insert/validator-unordered-batch': JSON_SCHEMA,
};

/** Cases in which a MongoDB server shows an order that it doesn't promise, and the embedded server another one. */
export const OTHER_ORDER: Readonly<Record<string, string>> = {
  'natural-order/update-one-takes-the-first-inserted':
    'MongoDB reads the _id index for {_id: {$exists: true}} and so takes the lowest _id; here it is the document that was inserted first',
  'random-aggregate/pipeline-105':
    'a $sort with a $limit orders documents that are equal in the sort as it pleases',
};
