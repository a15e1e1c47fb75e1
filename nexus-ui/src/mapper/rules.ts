/** Rules of a mapping, as the API has them, and what is done with them. Rules are never changed in place. */
import type { Schemas } from "@/api/client";
import type { Fault } from "@/api/problem";

export type Rule = Schemas["MappingDocument"];
export type RuleKind = "path" | "expression" | "constant";

export interface Call {
  name: string;
  args: Record<string, unknown>;
}

export const TYPES = [
  "string",
  "integer",
  "decimal",
  "float",
  "boolean",
  "date",
  "time",
  "timestamp",
  "json",
  "uuid",
  "bytes",
] as const;

export type RuleType = (typeof TYPES)[number];

export function isRuleType(type: string | undefined): type is RuleType {
  return TYPES.some((one) => one === type);
}

export function kindOf(rule: Rule): RuleKind {
  if (rule.expression != null) return "expression";
  return rule.source != null ? "path" : "constant";
}

/** Returns a rule without what is not said; a default of null is said. */
export function tidy(rule: Rule): Rule {
  const said = Object.entries(rule).filter(([name, value]) => {
    if (name === "target") return true;
    if (name === "default") return value !== undefined;
    return value != null && !(Array.isArray(value) && value.length === 0);
  });
  return Object.fromEntries(said) as unknown as Rule;
}

/** Returns a rule that has its value from elsewhere. */
export function ofKind(rule: Rule, kind: RuleKind): Rule {
  if (kind === kindOf(rule)) return rule;
  const { source, expression, ...rest } = rule;
  if (kind === "path") return tidy({ ...rest, source: source ?? "" });
  if (kind === "expression") return { ...rest, expression: expressionFor(source) };
  return { ...rest, default: rest.default ?? "" };
}

function expressionFor(source: string | null | undefined): string {
  if (!source || source === "$") return "payload";
  return source.startsWith("message.") ? source : `payload.${source.replace(/^\$\.?/, "")}`;
}

export function callsOf(rule: Rule): Call[] {
  return (rule.transforms ?? []).map((one) => {
    if (typeof one === "string") return { name: one, args: {} };
    const { name, ...args } = one as Record<string, unknown>;
    return { name: String(name ?? ""), args };
  });
}

export function withCalls(rule: Rule, calls: readonly Call[]): Rule {
  const transforms = calls.map((one) =>
    Object.keys(one.args).length > 0 ? { name: one.name, ...one.args } : one.name,
  );
  return tidy({ ...rule, transforms });
}

/** Returns the rules with one in the place of another. */
export function replaced(rules: readonly Rule[], index: number, rule: Rule): Rule[] {
  return rules.map((one, i) => (i === index ? rule : one));
}

export function without(rules: readonly Rule[], index: number): Rule[] {
  return rules.filter((_, i) => i !== index);
}

/** Returns the rules with a target taking its value from a path: its rule is changed, or it gets one. */
export function linked(rules: readonly Rule[], target: string, source: string, type?: string): Rule[] {
  if (target === "$") return [{ source, target }];
  const others = rules.filter((one) => one.target !== "$");
  const index = others.findIndex((one) => one.target === target);
  const former = others[index];
  if (!former) return [...others, tidy({ source, target, type: isRuleType(type) ? type : null })];
  const { expression, ...rest } = former;
  return replaced(others, index, { ...rest, source });
}

/** What a rule does after it has found a value, in a line. */
export function summaryOf(rule: Rule): string {
  const steps = callsOf(rule).map((one) => one.name);
  if (rule.type) steps.push(rule.type);
  return steps.join(" → ");
}

const PLACE = /^(?:pipelines\[(\d+)\]\.|steps\[\d+\]\.)?mappings\[(\d+)\]\.?(.*)$/;

export interface RuleFaults {
  /** By the index of the rule; paths are within it. */
  byRule: ReadonlyMap<number, readonly Fault[]>;
  /** About the mapping as a whole. */
  others: readonly Fault[];
}

/** Returns faults by the rules that they are about; those of other pipelines are left out. */
export function sorted(faults: readonly Fault[], pipeline?: number): RuleFaults {
  const byRule = new Map<number, Fault[]>();
  const others: Fault[] = [];
  for (const { path, message } of faults) {
    const found = PLACE.exec(path);
    if (found && (found[1] === undefined || pipeline === undefined || Number(found[1]) === pipeline)) {
      const index = Number(found[2]);
      byRule.set(index, [...(byRule.get(index) ?? []), { path: found[3] ?? "", message }]);
    } else if (!found && (pipeline === undefined || path.startsWith(`pipelines[${pipeline}]`))) {
      others.push({ path: path.replace(/^pipelines\[\d+\]\.?/, ""), message });
    }
  }
  return { byRule, others };
}

const REFERENCE = /\b(payload|message)((?:\.[A-Za-z_]\w*(?!\w*\()|\[\d+\])*)/g;

/** Returns the paths that an expression looks at, for the links that are drawn. */
export function referencesOf(expression: string): string[] {
  const code = expression.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
  const found = [...code.matchAll(REFERENCE)].map(([, root, rest = ""]) =>
    root === "message" ? `message${rest}` : rest.replace(/^\./, "") || "$",
  );
  return [...new Set(found)];
}
