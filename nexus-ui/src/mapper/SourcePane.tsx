/** The fields that messages have, as a tree of which only what is in sight is drawn. */
import { TextInput, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconChevronDown, IconChevronRight, IconSearch } from "@tabler/icons-react";
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, memo, type RefObject, useEffect } from "react";
import { withActive } from "./geometry";
import classes from "./Mapper.module.css";
import { TypeIcon } from "./TypeIcon";
import { type SourceNode, type SourceTree, sampleText } from "./tree";
import type { Sample } from "./useSamples";

export const SOURCE_ROW = 34;

interface Props {
  tree: SourceTree;
  /** Indexes of the nodes that are shown. */
  shown: readonly number[];
  folded: ReadonlySet<string>;
  filter: string;
  onFilter: (text: string) => void;
  onFold: (path: string, isFolded: boolean) => void;
  sample: Sample | undefined;
  used: ReadonlySet<string>;
  active: string | undefined;
  onActive: (path: string) => void;
  /** The field that is to be linked. */
  picked: string | undefined;
  /** Is called by Enter. */
  onPick: (path: string) => void;
  scroll: RefObject<HTMLDivElement | null>;
  readOnly: boolean;
}

export const SourcePane = memo(function SourcePane(props: Props) {
  const { tree, shown, folded, filter, onFilter, onFold, sample, used, active, onActive, picked, scroll } = props;
  const position = shown.findIndex((one) => tree.nodes[one]?.path === active);
  const virtual = useVirtualizer({
    count: shown.length,
    rangeExtractor: (range) => withActive(defaultRangeExtractor(range), position),
    getScrollElement: () => scroll.current,
    estimateSize: () => SOURCE_ROW,
    getItemKey: (at) => tree.nodes[shown[at] ?? -1]?.path ?? at,
    overscan: 6,
  });
  useEffect(() => {
    if (position >= 0) virtual.scrollToIndex(position, { align: "auto" });
  }, [position, virtual]);

  const goTo = (at: number) => {
    const path = tree.nodes[shown[Math.min(Math.max(at, 0), shown.length - 1)] ?? -1]?.path;
    if (path !== undefined) onActive(path);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const act = keyAct(event.key, props, position, goTo);
    if (!act) return;
    event.preventDefault();
    act();
  };
  return (
    <>
      <div className={classes.head} data-side="source">
        <TextInput
          size="xs"
          aria-label="Find a field"
          placeholder="Find a field"
          leftSection={<IconSearch size={14} />}
          value={filter}
          onChange={(event) => onFilter(event.currentTarget.value)}
          className={classes.filter}
        />
      </div>
      <div
        ref={scroll}
        className={classes.scroll}
        data-side="source"
        role="tree"
        aria-label="Fields of the messages"
        aria-activedescendant={position >= 0 ? idOf(active ?? "") : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onFocus={(event) => event.target === event.currentTarget && position < 0 && goTo(0)}
      >
        <div className={classes.rows} style={{ height: virtual.getTotalSize() }} role="presentation">
          {virtual.getVirtualItems().map((item) => {
            const node = tree.nodes[shown[item.index] ?? -1];
            return (
              node && (
                <SourceRow
                  key={item.key}
                  node={node}
                  start={item.start}
                  text={sampleText(node, sample?.payload, sample?.about)}
                  isFolded={folded.has(node.path) && !filter}
                  isUsed={used.has(node.path)}
                  isActive={node.path === active}
                  isPicked={node.path === picked}
                  readOnly={props.readOnly}
                  onActive={onActive}
                  onFold={onFold}
                />
              )
            );
          })}
        </div>
        {shown.length === 0 && <div className={classes.nothing}>No field is called so.</div>}
      </div>
    </>
  );
});

function idOf(path: string): string {
  return `source-${path}`;
}

function keyAct(key: string, props: Props, at: number, goTo: (at: number) => void): (() => void) | undefined {
  const { tree, shown, folded, onFold, onPick, active, readOnly } = props;
  const node = tree.nodes[shown[at] ?? -1];
  const parent = node ? shown.indexOf(node.parent) : -1;
  const isOpen = node?.hasChildren && !folded.has(node.path);
  switch (key) {
    case "ArrowDown":
      return () => goTo(at + 1);
    case "ArrowUp":
      return () => goTo(at - 1);
    case "Home":
      return () => goTo(0);
    case "End":
      return () => goTo(shown.length - 1);
    case "ArrowRight":
      return () => (node?.hasChildren && !isOpen ? onFold(node.path, false) : goTo(at + 1));
    case "ArrowLeft":
      return () => (isOpen && node ? onFold(node.path, true) : goTo(parent >= 0 ? parent : at));
    case "Enter":
    case " ":
      return active && !readOnly ? () => onPick(active) : undefined;
    default:
      return undefined;
  }
}

interface RowProps {
  node: SourceNode;
  start: number;
  text: string;
  isFolded: boolean;
  isUsed: boolean;
  isActive: boolean;
  isPicked: boolean;
  readOnly: boolean;
  onActive: (path: string) => void;
  onFold: (path: string, isFolded: boolean) => void;
}

const SourceRow = memo(function SourceRow(props: RowProps) {
  const { node, start, text, isFolded, isUsed, isActive, isPicked, readOnly, onActive, onFold } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree that holds it takes the keys
    <div
      id={idOf(node.path)}
      role="treeitem"
      tabIndex={-1}
      aria-level={node.depth + 1}
      aria-expanded={node.hasChildren ? !isFolded : undefined}
      aria-selected={isPicked}
      className={classes.source}
      data-source={readOnly ? undefined : node.path}
      data-active={isActive || undefined}
      data-picked={isPicked || undefined}
      data-used={isUsed || undefined}
      style={{ transform: `translateY(${start}px)`, height: SOURCE_ROW, paddingLeft: 8 + node.depth * 16 }}
      onClick={() => onActive(node.path)}
    >
      {node.hasChildren ? (
        <UnstyledButton
          tabIndex={-1}
          aria-hidden
          className={classes.fold}
          onClick={() => onFold(node.path, !isFolded)}
          onPointerDown={(event) => event.stopPropagation()}
        >
          {isFolded ? <IconChevronRight size={14} /> : <IconChevronDown size={14} />}
        </UnstyledButton>
      ) : (
        <span className={classes.fold} />
      )}
      <TypeIcon type={node.type} />
      <span className={classes.name} title={node.path}>
        {node.name}
        {node.isRequired && <span className={classes.star}>*</span>}
      </span>
      <span className={classes.sample} title={text}>
        {text}
      </span>
      <VisuallyHidden>
        , {node.type}
        {isUsed && ", mapped"}
      </VisuallyHidden>
      <span className={classes.port} aria-hidden />
    </div>
  );
});
