import type { Document } from 'bson';
import { Aggregator } from 'mingo';

export function compileProjection(spec: Document, _filter?: Document): (document: Document) => Document {
  const aggregator = new Aggregator([{ $project: spec }]);
  return (document) => aggregator.run([document])[0] as Document;
}
