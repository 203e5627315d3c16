import { contentLimits } from './schema.ts';
import type { AttributeRule, AttributeRules } from './schema.ts';
import { linkProblem, textProblem } from './text-rules.ts';

/** Visible ASCII. */
const blockIdPattern = /^[!-~]+$/;

/** Whether a value is one that an attribute may have; null and undefined are not values. */
export function isAttributeValue(value: unknown, rule: AttributeRule): boolean {
  switch (rule.kind) {
    case 'blockId':
      return (
        typeof value === 'string' && value.length <= contentLimits.blockIdLength && blockIdPattern.test(value)
      );
    case 'integer': {
      const [least, most] = rule.range ?? [0, Number.MAX_SAFE_INTEGER];
      return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
    }
    case 'widths':
      return Array.isArray(value) && value.length <= 100 && value.every(isWidth);
    case 'url':
      return typeof value === 'string' && linkProblem(value) === null;
    case 'text':
      return (
        typeof value === 'string' &&
        value.length <= contentLimits.attributeLength &&
        textProblem(value) === null
      );
  }
}

function isWidth(width: unknown): boolean {
  return width === null || (typeof width === 'number' && Number.isInteger(width) && width >= 0);
}

/** The attributes that may be there, with the nearest allowed value for a required one; nothing else. */
export function fittingAttributes(
  attributes: Readonly<Record<string, unknown>>,
  rules: AttributeRules,
): Record<string, unknown> {
  const fitting: Record<string, unknown> = {};
  for (const [name, rule] of Object.entries(rules)) {
    const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (isAttributeValue(value, rule)) fitting[name] = value;
    else if (rule.kind === 'integer' && rule.required) fitting[name] = nearest(value, rule.range ?? [0, 0]);
  }
  return fitting;
}

function nearest(value: unknown, [least, most]: readonly [number, number]): number {
  const wanted = Math.round(Number(typeof value === 'object' ? NaN : value));
  return Number.isNaN(wanted) ? least : Math.min(most, Math.max(least, wanted));
}
