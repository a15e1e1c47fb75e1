/** CEL, as far as colours and completion need it. */
import { LanguageSupport, StreamLanguage, type StreamParser } from "@codemirror/language";

const FUNCTIONS = [
  "has",
  "size",
  "string",
  "int",
  "double",
  "bool",
  "timestamp",
  "duration",
  "sum",
  "avg",
  "min",
  "max",
];
const METHODS = ["exists", "all", "filter", "map", "contains", "startsWith", "endsWith", "matches", "lowerAscii"];
const WORDS = /^(?:true|false|null)\b/;
const VARIABLES = /^(?:payload|message|steps|current)\b/;

const parser: StreamParser<unknown> = {
  name: "cel",
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match("//")) {
      stream.skipToEnd();
      return "comment";
    }
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^'(?:[^'\\]|\\.)*'?/)) return "string";
    if (stream.match(/^\d+(?:\.\d+)?(?:[eE][+-]?\d+)?u?/)) return "number";
    if (stream.match(WORDS)) return "atom";
    if (stream.match(VARIABLES)) return "keyword";
    if (stream.match(/^[A-Za-z_]\w*(?=\s*\()/)) return "typeName";
    if (stream.match(/^[A-Za-z_]\w*/)) return "variableName";
    stream.next();
    return "operator";
  },
};

interface Typed {
  from: number;
  text: string;
}

interface Asked {
  explicit: boolean;
  matchBefore: (pattern: RegExp) => Typed | null;
}

/** Returns CEL with completion for names: `payload.customer.email`. */
export function cel(names: readonly string[] = []): LanguageSupport {
  const language = StreamLanguage.define(parser);
  const options = [
    ...names.map((label) => ({ label, type: "property" })),
    ...FUNCTIONS.map((label) => ({ label, type: "function", apply: `${label}(` })),
  ];
  const methods = METHODS.map((label) => ({ label, type: "method", apply: `${label}(` }));
  const autocomplete = (asked: Asked) => {
    const typed = asked.matchBefore(/[\w.[\]]*/);
    if (!typed || (typed.text === "" && !asked.explicit)) return null;
    const known = names.some((one) => one.startsWith(typed.text));
    const dot = typed.text.lastIndexOf(".");
    if (!known && dot >= 0) return { from: typed.from + dot + 1, options: methods, validFor: /^\w*$/ };
    return { from: typed.from, options, validFor: /^[\w.[\]]*$/ };
  };
  return new LanguageSupport(language, language.data.of({ autocomplete }));
}
