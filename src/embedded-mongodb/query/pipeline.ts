import type { Document } from 'bson';
import { aggregate } from 'mingo';

export function runPipeline(
  pipeline: Document[],
  context: {
    source: Iterable<Document>;
    collection(name: string): Iterable<Document>;
    let?: Document;
    now: Date;
  },
): Iterable<Document> {
  return aggregate([...context.source] as never, pipeline, {
    collectionResolver: (name: string) => [...context.collection(name)] as never,
  }) as Document[];
}
