/** CodeMirror in our colours. Is loaded by `Code`, when the first editor is shown. */
import { json } from "@codemirror/lang-json";
import { sql } from "@codemirror/lang-sql";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { tags } from "@lezer/highlight";
import CodeMirror, { EditorView, type Extension, keymap, Prec } from "@uiw/react-codemirror";
import { useMemo, useRef } from "react";
import { nonce } from "@/theme/nonce";
import type { CodeProps } from "./Code";
import { cel } from "./cel";

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.keyword, tags.typeName], color: "var(--nx-accent)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--nx-good)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--nx-info)" },
  { tag: [tags.comment, tags.lineComment, tags.blockComment], color: "var(--mantine-color-dimmed)" },
  { tag: tags.invalid, color: "var(--nx-bad)" },
]);

const look = EditorView.theme({
  "&": { fontSize: "0.8125rem", backgroundColor: "var(--nx-canvas)", color: "var(--mantine-color-text)" },
  "&.cm-focused": { outline: "2px solid var(--nx-accent)", outlineOffset: "1px" },
  ".cm-content": { fontFamily: "var(--mantine-font-family-monospace)", caretColor: "var(--mantine-color-text)" },
  ".cm-cursor": { borderLeftColor: "var(--mantine-color-text)" },
  ".cm-gutters": {
    backgroundColor: "var(--nx-canvas)",
    color: "var(--mantine-color-dimmed)",
    borderRight: "1px solid var(--nx-line)",
  },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--nx-hover)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--nx-accent-soft) !important",
  },
  ".cm-matchingBracket": { backgroundColor: "var(--nx-accent-soft) !important", outline: "1px solid var(--nx-line)" },
  ".cm-tooltip, .cm-panels": {
    backgroundColor: "var(--nx-raised)",
    color: "var(--mantine-color-text)",
    border: "1px solid var(--nx-line)",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    backgroundColor: "var(--nx-accent-soft)",
    color: "var(--mantine-color-text)",
  },
});

function languageOf({ language, schema, names }: Pick<CodeProps, "language" | "schema" | "names">): Extension {
  if (language === "cel") return cel(names);
  return language === "json" ? json() : sql({ schema, upperCaseKeywords: true });
}

export default function CodeEditor({
  value,
  onChange,
  language,
  label,
  height,
  readOnly,
  schema,
  names,
  onSubmit,
}: CodeProps) {
  const extensions = useMemo(
    () => [
      EditorView.cspNonce.of(nonce),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": label }),
      syntaxHighlighting(colours),
      look,
      languageOf({ language, schema, names }),
    ],
    [language, label, schema, names],
  );
  const latest = useRef(onSubmit);
  latest.current = onSubmit;
  const submit = useMemo(() => {
    const run = () => {
      latest.current?.();
      return latest.current !== undefined;
    };
    return Prec.highest(keymap.of([{ key: "Mod-Enter", run }]));
  }, []);
  return (
    <CodeMirror
      value={value}
      onChange={onChange}
      theme="none"
      minHeight={height}
      maxHeight="60vh"
      readOnly={readOnly}
      editable={!readOnly}
      indentWithTab={false}
      extensions={[submit, ...extensions]}
      basicSetup={{ highlightActiveLine: !readOnly, foldGutter: false, defaultKeymap: true }}
    />
  );
}
