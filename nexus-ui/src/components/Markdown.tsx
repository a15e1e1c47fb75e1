/** Texts of plugins. HTML in them is shown as text; links open beside the dashboard. */
import ReactMarkdown from "react-markdown";
import classes from "./Markdown.module.css";

export default function Markdown({ text }: { text: string }) {
  return (
    <div className={classes.text}>
      <ReactMarkdown
        components={{
          a: ({ children, href }) => (
            <a href={href} target="_blank" rel="noreferrer noopener">
              {children}
            </a>
          ),
        }}
      >
        {text}
      </ReactMarkdown>
    </div>
  );
}
