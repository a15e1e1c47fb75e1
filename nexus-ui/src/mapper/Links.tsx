/** The lines between fields and columns. Follows both lists as they scroll; nothing else is drawn anew for that. */
import { memo, type RefObject, useEffect, useMemo, useReducer, useRef } from "react";
import { drawnLinks, type Link, type Side } from "./geometry";
import classes from "./Mapper.module.css";
import { SOURCE_ROW } from "./SourcePane";
import { TARGET_ROW } from "./TargetRow";

interface Props {
  links: readonly Link[];
  from: RefObject<HTMLDivElement | null>;
  to: RefObject<HTMLDivElement | null>;
  /** Index of the rule that is open. */
  active: number;
  faulty: ReadonlySet<number>;
  onOpen: (rule: number) => void;
  /** The line that follows the pointer. */
  loose: RefObject<SVGPathElement | null>;
}

/** Draws anew, at most once a frame, whenever one of the elements scrolls or changes its size. */
function useFollowing(...elements: RefObject<Element | null>[]): void {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const known = useRef(elements);
  useEffect(() => {
    let frame = 0;
    const later = () => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        redraw();
      });
    };
    const sizes = new ResizeObserver(later);
    const those = known.current.flatMap((one) => (one.current ? [one.current] : []));
    for (const one of those) {
      one.addEventListener("scroll", later, { passive: true });
      sizes.observe(one);
    }
    later();
    return () => {
      cancelAnimationFrame(frame);
      sizes.disconnect();
      for (const one of those) one.removeEventListener("scroll", later);
    };
  }, []);
}

function sideOf(element: HTMLDivElement | null, rowHeight: number): Side {
  return { rowHeight, scrollTop: element?.scrollTop ?? 0, height: element?.clientHeight ?? 0 };
}

export const Links = memo(function Links({ links, from, to, active, faulty, onOpen, loose }: Props) {
  const gap = useRef<SVGSVGElement>(null);
  useFollowing(from, to, gap);
  const width = gap.current?.clientWidth ?? 0;
  const drawn = drawnLinks(links, sideOf(from.current, SOURCE_ROW), sideOf(to.current, TARGET_ROW), width);
  const isOneOpen = useMemo(() => links.some((one) => one.rule === active), [links, active]);
  return (
    <svg ref={gap} className={classes.links} aria-hidden data-focused={isOneOpen || undefined}>
      {drawn.map((one) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: the rows that it joins are the way for keys
        <g
          key={`${one.rule} ${one.source}`}
          className={classes.link}
          data-active={one.rule === active || undefined}
          data-faulty={faulty.has(one.rule) || undefined}
          data-indirect={one.isIndirect || undefined}
          data-cut={one.isCut || undefined}
          onClick={() => onOpen(one.rule)}
        >
          <path d={one.d} className={classes.hit} />
          <path d={one.d} className={classes.line} />
        </g>
      ))}
      <path ref={loose} className={classes.loose} />
    </svg>
  );
});
