/** Links are drawn by dragging a field onto a column. The line follows the pointer without React drawing anything. */
import { type RefObject, useEffect, useRef } from "react";
import { curve } from "./geometry";

const THRESHOLD = 5;
const EDGE = 36;
const SPEED = 14;

interface Parts {
  root: RefObject<HTMLDivElement | null>;
  target: RefObject<HTMLDivElement | null>;
  loose: RefObject<SVGPathElement | null>;
}

interface Drag {
  source: string;
  row: Element;
  x: number;
  y: number;
  isMoving: boolean;
  over: Element | null;
  at: { x: number; y: number };
}

function targetAt(x: number, y: number): Element | null {
  return document.elementFromPoint(x, y)?.closest("[data-target]") ?? null;
}

/** Draws the line from its row to the pointer, in the coordinates of the gap between the lists. */
function draw(drag: Drag, line: SVGPathElement): void {
  const gap = line.ownerSVGElement?.getBoundingClientRect();
  const row = drag.row.isConnected ? drag.row.getBoundingClientRect() : null;
  if (!gap) return;
  const y = row ? row.top + row.height / 2 - gap.top : drag.y - gap.top;
  line.setAttribute("d", curve(0, Math.min(Math.max(y, 0), gap.height), drag.at.x - gap.left, drag.at.y - gap.top));
}

function scrollAtEdge(list: HTMLElement, y: number): void {
  const { top, bottom } = list.getBoundingClientRect();
  if (y < top + EDGE) list.scrollTop -= SPEED;
  else if (y > bottom - EDGE) list.scrollTop += SPEED;
}

export function useDragging(
  { root, target: targets, loose }: Parts,
  isOn: boolean,
  onLink: (source: string, target: string) => void,
) {
  const link = useRef(onLink);
  link.current = onLink;
  useEffect(() => {
    const frame = root.current;
    if (!frame || !isOn) return;
    let drag: Drag | null = null;
    let tick = 0;

    const end = () => {
      cancelAnimationFrame(tick);
      drag?.over?.removeAttribute("data-over");
      loose.current?.removeAttribute("d");
      frame.removeAttribute("data-dragging");
      drag = null;
    };
    const follow = () => {
      if (!drag || !loose.current || !targets.current) return;
      scrollAtEdge(targets.current, drag.at.y);
      const over = targetAt(drag.at.x, drag.at.y);
      if (over !== drag.over) {
        drag.over?.removeAttribute("data-over");
        over?.setAttribute("data-over", "");
        drag.over = over;
      }
      draw(drag, loose.current);
      tick = requestAnimationFrame(follow);
    };
    const down = (event: PointerEvent) => {
      const row = (event.target as Element).closest("[data-source]");
      if (event.button !== 0 || !row) return;
      const at = { x: event.clientX, y: event.clientY };
      drag = { source: row.getAttribute("data-source") ?? "", row, ...at, at, isMoving: false, over: null };
    };
    const move = (event: PointerEvent) => {
      if (!drag) return;
      drag.at = { x: event.clientX, y: event.clientY };
      if (drag.isMoving || Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < THRESHOLD) return;
      drag.isMoving = true;
      frame.setAttribute("data-dragging", "");
      window.getSelection()?.removeAllRanges();
      follow();
    };
    const up = (event: PointerEvent) => {
      const target = drag?.isMoving ? targetAt(event.clientX, event.clientY)?.getAttribute("data-target") : null;
      if (drag && target) link.current(drag.source, target);
      end();
    };
    const letGo = (event: KeyboardEvent) => event.key === "Escape" && end();

    frame.addEventListener("pointerdown", down);
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", up);
    window.addEventListener("pointercancel", end);
    window.addEventListener("keydown", letGo);
    return () => {
      end();
      frame.removeEventListener("pointerdown", down);
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", up);
      window.removeEventListener("pointercancel", end);
      window.removeEventListener("keydown", letGo);
    };
  }, [root, targets, loose, isOn]);
}
