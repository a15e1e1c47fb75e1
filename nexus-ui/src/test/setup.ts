import "@testing-library/jest-dom/vitest";

// What jsdom lacks, and Mantine asks for.
window.matchMedia ??= (query: string) =>
  ({
    matches: false,
    media: query,
    onchange: null,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    addListener: () => undefined,
    removeListener: () => undefined,
    dispatchEvent: () => false,
  }) as MediaQueryList;

window.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

// jsdom draws nothing: texts that grow with their content wait for fonts, lists scroll to what is chosen a moment later.
Object.defineProperty(document, "fonts", { value: new EventTarget() });
Element.prototype.scrollIntoView ??= () => undefined;
