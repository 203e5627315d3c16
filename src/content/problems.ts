import { fieldSchema, isBlankField } from './fields.ts';
import { isObject } from './json.ts';
import { NodeCheck } from './node-check.ts';
import { textProblem } from './text-rules.ts';

/** Stable names of what keeps a text from being cut into a version (SPEC.md, CT-1 to CT-10). */
export type ContentProblemCode =
  | 'EMPTY'
  | 'MALFORMED'
  | 'UNKNOWN_NODE'
  | 'UNREADABLE_NODE'
  | 'WRONG_NESTING'
  | 'INCOMPLETE_NODE'
  | 'UNKNOWN_MARK'
  | 'MARK_NOT_ALLOWED'
  | 'MISSING_BLOCK_ID'
  | 'DUPLICATE_BLOCK_ID'
  | 'UNKNOWN_ATTRIBUTE'
  | 'INVALID_ATTRIBUTE'
  | 'UNSAFE_LINK'
  | 'FORBIDDEN_CHARACTER'
  | 'TOO_DEEP'
  | 'TOO_LARGE'
  | 'UNKNOWN_FIELD'
  | 'INVALID_FIELD';

/** One thing that keeps a text from being cut into a version. */
export interface ContentProblem {
  readonly code: ContentProblemCode;
  /** Id of the nearest block that has one. */
  readonly blockId: string | null;
  /** `content` or `fields`, then child indices or keys, separated by `/`, e.g. `content/3/0`. */
  readonly path: string;
  readonly message: string;
}

/** More aren't listed: the text is far from fitting, and the list goes to a person. */
export const mostProblems = 100;

/**
 * What keeps a text from being cut into a version, in document order; empty when nothing does. At most
 * {@link mostProblems}. Takes anything and never throws.
 */
export function contentProblems(content: unknown, fields: unknown): ContentProblem[] {
  const problems: ContentProblem[] = [];
  try {
    const check = new NodeCheck(mostProblems);
    check.document(content);
    problems.push(...check.problems);
    problems.push(...fieldProblems(fields));
  } catch (error) {
    // Only objects that aren't plain data get here: accessors or proxies that throw.
    const reason = error instanceof Error ? error.message : String(error);
    problems.push({
      code: 'MALFORMED',
      blockId: null,
      path: 'content',
      message: `The text can't be read: ${reason}`,
    });
  }
  return problems.slice(0, mostProblems);
}

function fieldProblems(fields: unknown): ContentProblem[] {
  if (!isObject(fields)) return [fieldProblem('INVALID_FIELD', ['fields'], 'The fields must be an object.')];
  return Object.entries(fields).flatMap(([name, value]) => {
    const schema = fieldSchema(name);
    if (schema === undefined) {
      return [
        fieldProblem('UNKNOWN_FIELD', ['fields', name], `There is no field named ${JSON.stringify(name)}.`),
      ];
    }
    if (isBlankField(value)) return [];
    const result = schema.safeParse(value);
    if (!result.success) {
      return result.error.issues
        .slice(0, mostProblems)
        .map((issue) =>
          fieldProblem('INVALID_FIELD', ['fields', name, ...issue.path], `${name}: ${issue.message}.`),
        );
    }
    return characterProblems(['fields', name], value);
  });
}

function characterProblems(path: readonly PropertyKey[], value: unknown): ContentProblem[] {
  if (typeof value === 'string') {
    const problem = textProblem(value);
    return problem === null ? [] : [fieldProblem('FORBIDDEN_CHARACTER', path, problem)];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => characterProblems([...path, key], item));
}

function fieldProblem(
  code: ContentProblemCode,
  path: readonly PropertyKey[],
  message: string,
): ContentProblem {
  return { code, blockId: null, path: path.map(String).join('/'), message };
}
