/** Which fields the rules read, and so where links go. */
import type { Link } from "./geometry";
import { type Rule, referencesOf } from "./rules";
import type { TargetRow } from "./targets";
import { nodeFor, type SourceTree } from "./tree";

/** Returns the paths that a rule reads. */
function pathsOf(rule: Rule): readonly string[] {
  if (rule.expression != null) return referencesOf(rule.expression);
  return rule.source ? [rule.source] : [];
}

export function usedPaths(rules: readonly Rule[]): Set<string> {
  return new Set(rules.flatMap(pathsOf));
}

/** Returns the links between rows that are listed, whether in sight or not. What is folded away is linked by what holds it. */
export function linksOf(
  rules: readonly Rule[],
  tree: SourceTree,
  shown: readonly number[],
  rows: readonly TargetRow[],
): Link[] {
  const positions = new Map(shown.map((node, position) => [node, position]));
  return rows.flatMap((row, target) => {
    const rule = rules[row.rule];
    if (!rule) return [];
    const found = pathsOf(rule).map((path) => {
      const node = nodeFor(tree, path);
      let at = node;
      while (at >= 0 && !positions.has(at)) at = tree.nodes[at]?.parent ?? -1;
      const isExact = at === node && tree.nodes[node]?.path === path;
      return {
        rule: row.rule,
        source: positions.get(at) ?? -1,
        target,
        isIndirect: rule.expression != null || !isExact,
      };
    });
    return found.filter((one, i) => one.source >= 0 && found.findIndex((other) => other.source === one.source) === i);
  });
}
