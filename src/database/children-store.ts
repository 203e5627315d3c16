import mongoose from 'mongoose';

/** Which rows of which lists are wanted. */
export interface ChildrenQuery {
  /** Field that holds the parent's id. */
  readonly parent: string;
  readonly parentIds: readonly string[];
  /** Field that orders a parent's rows, without ties among them. Rows come with its largest value first. */
  readonly order: string;
  /** Only rows with a smaller value than this. */
  readonly before: string | number | null;
  /** Rows of each parent at most. */
  readonly limit: number;
  /** What the rows must fulfil besides. */
  readonly where?: Readonly<Record<string, unknown>>;
  /** Fields to leave out. */
  readonly without?: readonly string[];
}

/**
 * The newest rows of each parent's list, as plain documents, by the parent's hex id. The number of round trips is one
 * for one parent, and two for any number of them.
 */
export async function newestOfEach<D>(
  typedModel: mongoose.Model<D>,
  query: ChildrenQuery,
): Promise<Map<string, D[]>> {
  // The fields are named by the query, so the rows' type is of no help here.
  const model = typedModel as unknown as mongoose.Model<Record<string, unknown>>;
  const { parent, order, limit } = query;
  const parents = [...new Set(query.parentIds)].map((id) => new mongoose.Types.ObjectId(id));
  const before: Record<string, unknown> =
    query.before === null
      ? { ...query.where }
      : {
          ...query.where,
          [order]: {
            $lt: order === '_id' ? new mongoose.Types.ObjectId(String(query.before)) : query.before,
          },
        };
  const projection = Object.fromEntries((query.without ?? []).map((field) => [field, 0]));

  let rows: Record<string, unknown>[];
  if (parents.length === 1) {
    rows = await model
      .find({ [parent]: parents[0], ...before }, projection)
      .sort({ [order]: -1 })
      .limit(limit)
      .lean();
  } else {
    // Only ids are gathered for the rows that no page shows.
    const groups = await model.aggregate<{ ids: mongoose.Types.ObjectId[] }>([
      { $match: { [parent]: { $in: parents }, ...before } },
      { $sort: { [parent]: 1, [order]: -1 } },
      { $group: { _id: `$${parent}`, ids: { $push: '$_id' } } },
      { $project: { ids: { $slice: ['$ids', limit] } } },
    ]);
    rows = await model
      .find({ _id: { $in: groups.flatMap((group) => group.ids) } }, projection)
      .sort({ [order]: -1 })
      .lean();
  }

  const byParent = new Map<string, D[]>(query.parentIds.map((id) => [id, []]));
  for (const row of rows) byParent.get(String(row[parent]))?.push(row as D);
  return byParent;
}
