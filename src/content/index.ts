/** What a draft's text is: pure functions on ProseMirror JSON and Yjs documents. */
export {
  canonicalForm,
  canonicalFormat,
  canonicalJson,
  contentHash,
  readCanonicalForm,
} from './canonical.ts';
export type { CanonicalText } from './canonical.ts';
export { blocksOf, describeChanges, describeFieldChanges, excerptLength } from './changes.ts';
export type { Block, BlockChange, BlockChangeKind, ChangeSummary, FieldChange } from './changes.ts';
export type { Budget, ContentFields, Indicator, Milestone } from './fields.ts';
export { joinContent } from './json.ts';
export type { Json } from './json.ts';
export { withKeptIds } from './keep-ids.ts';
export { toMarkdown } from './markdown.ts';
export { fromMarkdown } from './markdown-read.ts';
export { toPlainText } from './plain-text.ts';
export { contentProblems, mostProblems } from './problems.ts';
export type { ContentProblem, ContentProblemCode } from './problems.ts';
export { contentLimits, contentSchema, schemaDescription } from './schema.ts';
export { contentName, fieldsName, readContent, readFields } from './yjs.ts';
export { writeContent } from './yjs-write.ts';
export { compareTexts, type BlockDifference, type TextDifference } from './compare.ts';
export type { InlinePart } from './compare-inline.ts';
export { differenceToHtml, differenceToText, escapeHtml } from './difference-text.ts';
export { conflictFeatures, findConflicts, mostConflicts } from './conflicts.ts';
export { conflictRules } from './conflict-types.ts';
export type { Conflict, ConflictFeatures, ConflictPlace, ConflictRule } from './conflict-types.ts';
