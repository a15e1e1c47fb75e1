/** The last moment of a page in which something can still be sent. */

/** Call back when the page is hidden for good or for a while; returns how to stop. Outside of pages nothing happens. */
export function onPageHide(leave: () => void): () => void {
  if (typeof document === "undefined") return () => undefined;
  globalThis.addEventListener("pagehide", leave);
  return () => { globalThis.removeEventListener("pagehide", leave); };
}
