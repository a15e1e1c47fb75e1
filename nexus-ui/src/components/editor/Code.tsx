/** An editor for JSON, SQL or CEL. Tab leaves it, as it leaves any field; CodeMirror is loaded when the first one is shown. */
import type { SQLNamespace } from "@codemirror/lang-sql";
import { Input, Skeleton } from "@mantine/core";
import { lazy, type ReactNode, Suspense } from "react";
import classes from "./Code.module.css";

const CodeEditor = lazy(() => import("./CodeEditor"));

export interface CodeProps {
  value: string;
  onChange?: (value: string) => void;
  language: "json" | "sql" | "cel";
  label: string;
  height?: string;
  readOnly?: boolean;
  /** Tables and their columns, for completion. */
  schema?: SQLNamespace;
  /** What CEL may name, for completion: `payload.customer.email`. */
  names?: readonly string[];
  /** Is called by ⌘Enter. */
  onSubmit?: () => void;
  description?: ReactNode;
  error?: ReactNode;
}

export function Code(props: CodeProps) {
  const { label, description, error, height = "160px" } = props;
  return (
    <Input.Wrapper label={label} description={description} error={error} labelElement="div">
      <div className={classes.frame} data-error={error ? true : undefined}>
        <Suspense fallback={<Skeleton height={height} aria-busy="true" />}>
          <CodeEditor {...props} height={height} />
        </Suspense>
      </div>
    </Input.Wrapper>
  );
}
