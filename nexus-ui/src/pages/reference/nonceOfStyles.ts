/**
 * Gives the page's nonce to `<style>` elements that scripts make: the reference makes dozens without asking for one. Scripts
 * come from this origin alone, so that no stranger's styles come in by it. Is imported before whatever makes them.
 */
import { nonce } from "@/theme/nonce";

const create = document.createElement.bind(document);

document.createElement = ((name: string, options?: ElementCreationOptions) => {
  const made = create(name, options);
  if (made instanceof HTMLStyleElement) made.nonce = nonce;
  return made;
}) as typeof document.createElement;
