import {
  getOperationAST,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type ExecutionArgs,
  type FormattedExecutionResult,
  type FieldNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { canonicalJson } from '../content/canonical.ts';
import type { MaybeViewer } from '../auth/viewer.ts';

/** How long the answer to an event is kept for others who follow it, in milliseconds, and how much of such answers. */
const keptFor = 5000;
const keptCharacters = 16_000_000;

/** What a subscription asks of every event. */
interface Question {
  /** Null when a field of it isn't shared: then each subscriber's events are executed for themselves. */
  readonly variables: readonly string[] | null;
  readonly id: number;
}

/**
 * Executes and serialises the answer to an event once for all subscriptions that ask the same of it: the same document
 * and operation, the same variables (those that only choose the events don't matter), and viewers who see the same. Only
 * documents all of whose fields have `@shared` take part.
 */
export function createSharedAnswers(schema: GraphQLSchema) {
  const questions = new WeakMap<DocumentNode, Map<string, Question>>();
  const answers = new LRUCache<string, string | Promise<string>>({
    ttl: keptFor,
    maxSize: keptCharacters,
  });
  let lastId = 0;

  function questionOf(document: DocumentNode, operationName: string | null | undefined): Question | null {
    const operation = getOperationAST(document, operationName);
    if (operation === null || operation === undefined) return null;
    const ofDocument = questions.get(document) ?? new Map<string, Question>();
    questions.set(document, ofDocument);
    const name = operation.name?.value ?? '';
    const known = ofDocument.get(name);
    if (known !== undefined) return known;
    const variables = sharedVariables(schema, document, operation);
    const question = { variables, id: (lastId += 1) };
    ofDocument.set(name, question);
    return question;
  }

  return {
    /** Names what the subscription asks of events; null when its answers can't be shared. */
    keyOf({ document, operationName, variableValues }: ExecutionArgs): string | null {
      const question = questionOf(document, operationName);
      if (question === null || question.variables === null) return null;
      // One that isn't given may have a default, which null has not.
      const given = Object.entries(variableValues ?? {}).filter(([name]) =>
        question.variables?.includes(name),
      );
      return `${question.id} ${canonicalJson(Object.fromEntries(given))}`;
    },

    /**
     * The answer as JSON, at once when it is known; `execute` is called when nobody who sees the same has asked the same of
     * this event.
     */
    answerTo(
      event: { readonly key: string; readonly sequence: number; readonly viewer: MaybeViewer },
      execute: () => Promise<FormattedExecutionResult>,
    ): string | Promise<string> {
      const scope = event.viewer === null ? 'anybody' : 'members';
      const key = `${scope} ${event.sequence} ${event.key}`;
      const known = answers.get(key);
      if (known !== undefined) return known;
      const answer = execute()
        .then((result) => {
          const text = JSON.stringify(result);
          // Who comes later may fare better than with a failure, also one of a field.
          if (result.errors === undefined) answers.set(key, text, { size: text.length });
          else answers.delete(key);
          return text;
        })
        .catch((error: unknown) => {
          answers.delete(key);
          throw error;
        });
      answers.set(key, answer, { size: 1 });
      return answer;
    },
  };
}

/**
 * The variables that the answer to an event depends on, in order; null when one of the fields isn't shared. The root
 * field's arguments only choose the events.
 */
function sharedVariables(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): string[] | null {
  const types = new TypeInfo(schema);
  const names = new Set<string>();
  let shared = true;
  const rootFields = new Set<unknown>(operation.selectionSet.selections);
  const isShared = (field: FieldNode): boolean =>
    field.name.value === '__typename' ||
    types.getFieldDef()?.astNode?.directives?.some(({ name }) => name.value === 'shared') === true;
  const check = visitWithTypeInfo(types, {
    // Variables are declared there, and not used.
    VariableDefinition: () => false,
    OperationDefinition: (node) => (node === operation ? undefined : false),
    Field: (field) => {
      if (!isShared(field)) shared = false;
    },
    Argument: (...[, , , , ancestors]) => (rootFields.has(ancestors.at(-1)) ? false : undefined),
    Variable: ({ name }) => void names.add(name.value),
  });
  visit(document, check);
  return shared ? [...names].sort() : null;
}
