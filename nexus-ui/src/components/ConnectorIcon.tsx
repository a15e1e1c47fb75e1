/** A connector's icon; one that brings none gets its first letters, in a colour of its own. */
import { Avatar } from "@mantine/core";

const COLORS = ["#5655d8", "#0f7a4b", "#1d62b8", "#955400", "#a43a7c", "#0d7377", "#7a4fc4", "#b4472a"];

function colorOf(name: string): string {
  const sum = [...name].reduce((all, one) => (all * 31 + one.charCodeAt(0)) >>> 0, 7);
  return COLORS[sum % COLORS.length] ?? "#5655d8";
}

function lettersOf(title: string): string {
  const words = title.split(/[\s-]+/).filter(Boolean);
  const capitals = title.replace(/[^A-Z]/g, "");
  if (capitals.length > 1 && words.length === 1) return capitals.slice(0, 2);
  return (words.length > 1 ? words.map((one) => one[0]).join("") : title).slice(0, 2).toUpperCase();
}

interface Props {
  name: string;
  title: string;
  icon?: string;
  size?: number;
}

export function ConnectorIcon({ name, title, icon, size = 32 }: Props) {
  if (icon) {
    // As an image nothing in it runs, and nothing of it reaches the page.
    const source = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(icon)}`;
    return (
      <img
        src={source}
        width={size}
        height={size}
        alt=""
        style={{ display: "block", flex: "none", borderRadius: size / 5 }}
      />
    );
  }
  return (
    <Avatar
      size={size}
      radius={size / 5}
      variant="filled"
      color={colorOf(name)}
      aria-hidden
      styles={{ placeholder: { fontSize: size * 0.36 } }}
    >
      {lettersOf(title)}
    </Avatar>
  );
}
