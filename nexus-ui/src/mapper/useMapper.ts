/** What the mapper shows and does. Rules come from the caller; all else that changes is kept here. */
import { useCallback, useMemo, useRef, useState } from "react";
import { plural } from "@/components/numbers";
import { proposals } from "./autoMap";
import { linksOf, usedPaths } from "./links";
import type { MapperProps } from "./Mapper";
import { linked, ofKind, type Rule, replaced, sorted, tidy, without } from "./rules";
import type { Choice } from "./SourcePicker";
import { filteredRows, type TargetFilter, type TargetRow, targetRows } from "./targets";
import { isKnown, treeOf, visibleNodes } from "./tree";
import { useColumns } from "./useColumns";
import { useDragging } from "./useDragging";
import { usePreview } from "./usePreview";
import { useSamples } from "./useSamples";

const NONE: readonly never[] = [];

/** A function that stays the same while what it does is as of the last drawing. */
function useLatest<A extends unknown[], R>(act: (...args: A) => R): (...args: A) => R {
  const latest = useRef(act);
  latest.current = act;
  return useCallback((...args: A) => latest.current(...args), []);
}

function useRefs() {
  return {
    root: useRef<HTMLDivElement>(null),
    source: useRef<HTMLDivElement>(null),
    target: useRef<HTMLDivElement>(null),
    loose: useRef<SVGPathElement>(null),
  };
}

function useSource(props: MapperProps) {
  const { value: rules, sourceSchema = NONE, samples: given = NONE, context } = props;
  const applications = useMemo(
    () => (context.definition.sources ?? []).flatMap((one) => (one.application ? [one.application] : [])),
    [context.definition.sources],
  );
  const samples = useSamples(given, sourceSchema, applications);
  const tree = useMemo(
    () =>
      treeOf(
        sourceSchema,
        samples.samples.map((one) => one.payload),
      ),
    [sourceSchema, samples.samples],
  );
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [filter, setFilter] = useState("");
  const [active, setActive] = useState<string>();
  const [picked, setPicked] = useState<string>();
  const shown = useMemo(() => visibleNodes(tree, folded, filter), [tree, folded, filter]);
  const used = useMemo(() => usedPaths(rules), [rules]);
  const fold = useCallback((path: string, isFolded: boolean) => {
    setFolded((former) => {
      const next = new Set(former);
      if (isFolded) next.add(path);
      else next.delete(path);
      return next;
    });
  }, []);
  const state = { tree, shown, folded, fold, filter, setFilter, active, setActive, picked, setPicked, used };
  return { samples, applications, state };
}

function useTarget(props: MapperProps) {
  const { value: rules, target } = props;
  const [added, setAdded] = useState<readonly string[]>(NONE);
  const [filter, setFilter] = useState("");
  const [only, setOnly] = useState<TargetFilter>("all");
  const [active, setActive] = useState<string>();
  const [open, setOpen] = useState<string>();
  const [picking, setPicking] = useState<string | null>(null);
  const found = useColumns(target);
  const all = useMemo(
    () => targetRows(found.columns, rules, target.key, target.operation, added),
    [found.columns, rules, target.key, target.operation, added],
  );
  const rows = useMemo(() => filteredRows(all, rules, filter, only), [all, rules, filter, only]);
  return {
    ...{ ...found, all, rows, filter, setFilter, only, setOnly, active, setActive, open, setOpen, picking, setPicking },
    add: (name: string) => setAdded((former) => [...former, name]),
  };
}

type Source = ReturnType<typeof useSource>["state"];
type Targets = ReturnType<typeof useTarget>;

interface Acting {
  props: MapperProps;
  source: Source;
  target: Targets;
  refs: ReturnType<typeof useRefs>;
  setNote: (note: string) => void;
}

function useActs({ props, source, target, refs, setNote }: Acting) {
  const { value: rules, onChange, readOnly = false } = props;
  const put = (next: Rule[]) => {
    setNote("");
    onChange(next);
  };
  const typeOf = (name: string) => target.columns?.find((one) => one.name === name)?.type;
  const link = useLatest((path: string, name: string) => put(linked(rules, name, path, typeOf(name))));
  const openRow = useLatest((row: TargetRow) => {
    target.setActive(row.key);
    if (source.picked !== undefined && !readOnly) {
      link(source.picked, row.name);
      source.setPicked(undefined);
      refs.source.current?.focus();
    } else target.setOpen(row.rule >= 0 ? row.key : undefined);
  });
  const choose = useLatest((row: TargetRow, choice: Choice) => {
    const former: Rule = rules[row.rule] ?? tidy({ target: row.name, default: "" });
    const others = rules.filter((one) => one.target !== "$" || row.name === "$");
    const set = (rule: Rule) => put(rules[row.rule] ? replaced(rules, row.rule, rule) : [...others, rule]);
    target.setPicking(null);
    refs.target.current?.focus();
    if (choice.kind === "path") return link(choice.path, row.name);
    if (choice.kind === "nothing") return row.rule >= 0 && put(without(rules, row.rule));
    target.setOpen(row.key);
    if (choice.kind === "constant")
      return set(tidy({ ...former, source: null, expression: null, default: former.default ?? "" }));
    const { default: empty, ...rest } = former;
    set(ofKind(row.rule >= 0 ? former : rest, "expression"));
  });
  return {
    link,
    openRow,
    choose,
    openRule: useLatest((rule: number) => {
      const row = target.all.find((one) => one.rule === rule);
      if (row) openRow(row);
    }),
    close: useLatest(() => {
      target.setOpen(undefined);
      refs.target.current?.focus();
    }),
    pick: useLatest((path: string) => {
      source.setPicked(source.picked === path ? undefined : path);
      if (source.picked !== path) refs.target.current?.focus();
    }),
    pickSource: useLatest((row: TargetRow | null) => {
      if (row) target.setActive(row.key);
      target.setPicking(row?.key ?? null);
    }),
    enter: useLatest((row: TargetRow) => {
      if (row.rule < 0 && source.picked === undefined && !readOnly) target.setPicking(row.key);
      else openRow(row);
    }),
    escape: useLatest(() => {
      if (source.picked !== undefined) refs.source.current?.focus();
      source.setPicked(undefined);
      target.setOpen(undefined);
    }),
    remove: useLatest((row: TargetRow) => put(without(rules, row.rule))),
    removeRule: useLatest((rule: number) => {
      target.setOpen(undefined);
      put(without(rules, rule));
    }),
    change: useLatest((rule: number, to: Rule) => put(replaced(rules, rule, to))),
    add: useLatest((name: string) => {
      target.add(name);
      target.setFilter("");
      target.setOnly("all");
      target.setActive(name);
    }),
    autoMap: useLatest(() => {
      const isOpenEnded = target.columns === undefined;
      const found = proposals(source.tree, target.all, rules, props.target.table);
      if (found.length > 0) onChange([...rules.filter((one) => one.target !== "$"), ...found.map((one) => one.rule)]);
      const left = target.all.filter((one) => one.rule < 0).length - found.length;
      const rest = isOpenEnded || left === 0 ? "" : ` ${plural(left, "column")} found no field that is surely meant.`;
      setNote(found.length > 0 ? `${plural(found.length, "field")} linked.${rest}` : `Nothing new was found.${rest}`);
    }),
    takeWhole: useLatest(() => put([{ source: "$", target: "$" }])),
    takeFields: useLatest(() => {
      const leaves = source.tree.nodes.filter((one) => !one.isAbout && one.parts.length > 0 && !one.hasChildren);
      const plain = leaves.filter((one) => one.parts.every((part) => typeof part === "string"));
      put(plain.map((one) => ({ source: one.path, target: one.parts.join(".") })));
    }),
  };
}

export type Model = ReturnType<typeof useMapper>;

export function useMapper(props: MapperProps) {
  const { value: rules, context, errors = NONE, readOnly = false } = props;
  const refs = useRefs();
  const { samples, applications, state: source } = useSource(props);
  const target = useTarget(props);
  const [note, setNote] = useState("");
  const act = useActs({ props, source, target, refs, setNote });
  const preview = usePreview(context, rules, samples.chosen);
  useDragging(refs, !readOnly, act.link);

  const faults = useMemo(() => {
    const found = sorted([...errors, ...preview.faults], context.index);
    const isNew = rules.length === 0;
    return { byRule: found.byRule, others: isNew ? [] : found.others };
  }, [errors, preview.faults, context.index, rules.length]);
  const faultOf = useCallback(
    (rule: number) => [...new Set(faults.byRule.get(rule)?.map((one) => one.message))].join("; "),
    [faults],
  );
  const faulty = useMemo(() => {
    const failing = rules.flatMap((rule, index) => (preview.tried.get(rule)?.error ? [index] : []));
    return new Set([...faults.byRule.keys(), ...failing]);
  }, [rules, preview.tried, faults]);
  const isStray = useCallback(
    (rule: Rule | undefined) => rule?.source != null && rule.source !== "" && !isKnown(source.tree, rule.source),
    [source.tree],
  );
  const links = useMemo(
    () => linksOf(rules, source.tree, source.shown, target.rows),
    [rules, source.tree, source.shown, target.rows],
  );
  const counts = useMemo(() => {
    const mapped = target.all.filter((one) => one.rule >= 0);
    return {
      all: target.columns?.length ?? target.all.length,
      mapped: target.columns ? mapped.filter((one) => one.column).length : mapped.length,
      missing: target.all.filter((one) => one.isMissing).length,
    };
  }, [target.all, target.columns]);
  const openRule = target.all.find((one) => one.key === target.open)?.rule ?? -1;
  return {
    ...{ refs, samples, source, target, act, preview, faults, faultOf, faulty, isStray, links, counts, openRule, note },
    canReload: applications.length > 0,
  };
}
