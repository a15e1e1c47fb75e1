/**
 * The design tokens: one file from which every page takes its colours, type, spacing and shapes.
 * Colours of text on their backgrounds have a contrast of at least 4.5 to 1, in both schemes.
 */
import {
  ActionIcon,
  Alert,
  Badge,
  Button,
  Card,
  type CSSVariablesResolver,
  createTheme,
  Drawer,
  type MantineColorsTuple,
  Menu,
  Modal,
  Paper,
  Select,
  Table,
  TextInput,
  Tooltip,
} from "@mantine/core";

const iris: MantineColorsTuple = [
  "#f1f1fe",
  "#e0e1fc",
  "#c3c4f8",
  "#a3a4f2",
  "#8586ec",
  "#6b6be4",
  "#5655d8",
  "#4846c0",
  "#3c3a9e",
  "#312f7d",
];

const slate: MantineColorsTuple = [
  "#f8f9fb",
  "#f1f3f6",
  "#e5e8ee",
  "#d3d8e1",
  "#c0c7d3",
  "#6f7889",
  "#525b6c",
  "#3b4351",
  "#252b36",
  "#161a22",
];

const dark: MantineColorsTuple = [
  "#e6e8ee",
  "#b4bac8",
  "#939bac",
  "#6a7285",
  "#3d4454",
  "#2c323f",
  "#20252f",
  "#171b23",
  "#11141b",
  "#0c0e13",
];

/** Notices take the tones of states, as everything does that says how something is. */
const ALERT_TONES: Record<string, string> = { red: "bad", yellow: "warn", teal: "good" };

const CLOSE = { "aria-label": "Close" };

export const theme = createTheme({
  primaryColor: "iris",
  primaryShade: 6,
  colors: { iris, slate, dark, gray: slate },
  black: "#161a22",
  white: "#ffffff",
  fontFamily: '"Inter Variable", system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Code", "JetBrains Mono", Menlo, Consolas, monospace',
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.125rem" },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.5", lg: "1.5", xl: "1.5" },
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "1.375rem", lineHeight: "1.3" },
      h2: { fontSize: "1.0625rem", lineHeight: "1.4" },
      h3: { fontSize: "0.9375rem", lineHeight: "1.4" },
      h4: { fontSize: "0.875rem", lineHeight: "1.4" },
    },
  },
  spacing: { xs: "0.5rem", sm: "0.75rem", md: "1rem", lg: "1.5rem", xl: "2rem" },
  radius: { xs: "4px", sm: "6px", md: "8px", lg: "12px", xl: "16px" },
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
  autoContrast: true,
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: "subtle", color: "gray" } }),
    Alert: Alert.extend({
      vars: (_, { color }) => {
        const tone = ALERT_TONES[String(color)] ?? "info";
        return { root: { "--alert-bg": `var(--nx-${tone}-soft)`, "--alert-color": `var(--nx-${tone})` } };
      },
    }),
    Badge: Badge.extend({ defaultProps: { variant: "light", radius: "xl", tt: "none", fw: 500 } }),
    Button: Button.extend({ defaultProps: { size: "sm", fw: 500 } }),
    Card: Card.extend({ defaultProps: { withBorder: true, padding: "lg", radius: "md" } }),
    Drawer: Drawer.extend({ defaultProps: { position: "right", size: "lg", closeButtonProps: CLOSE } }),
    Menu: Menu.extend({ defaultProps: { shadow: "md", radius: "md", withinPortal: true } }),
    Modal: Modal.extend({
      defaultProps: { radius: "lg", centered: true, overlayProps: { backgroundOpacity: 0.4 }, closeButtonProps: CLOSE },
    }),
    Paper: Paper.extend({ defaultProps: { radius: "md" } }),
    Select: Select.extend({ defaultProps: { size: "sm", checkIconPosition: "right" } }),
    Table: Table.extend({
      defaultProps: { verticalSpacing: "sm", horizontalSpacing: 20 },
      vars: () => ({ table: { "--table-border-color": "var(--nx-line)" } }),
    }),
    TextInput: TextInput.extend({ defaultProps: { size: "sm" } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, withArrow: true } }),
  },
});

/** Semantic tokens, for CSS: `var(--nx-good)` is what is well, in either scheme. */
export const resolver: CSSVariablesResolver = () => ({
  variables: {
    "--nx-nav-width": "232px",
    "--nx-page-width": "1440px",
  },
  light: {
    "--mantine-color-body": "#ffffff",
    "--mantine-color-dimmed": "#5b6474",
    "--mantine-color-placeholder": "#717a8a",
    "--mantine-color-default-border": "#e1e5eb",
    "--nx-canvas": "#f8f9fb",
    "--nx-raised": "#ffffff",
    "--nx-hover": "#f1f3f6",
    "--nx-line": "#e8ebf0",
    "--nx-good": "#0f7a4b",
    "--nx-warn": "#955400",
    "--nx-bad": "#c02a2a",
    "--nx-info": "#1d62b8",
    "--nx-idle": "#5b6474",
    "--nx-good-soft": "#e3f6ec",
    "--nx-warn-soft": "#fdf1dc",
    "--nx-bad-soft": "#fdeaea",
    "--nx-info-soft": "#e6f0fc",
    "--nx-idle-soft": "#eef0f4",
    "--nx-accent": "#5655d8",
    "--nx-accent-soft": "#f1f1fe",
    "--nx-shadow": "0 1px 2px rgb(22 26 34 / 5%)",
  },
  dark: {
    "--mantine-color-body": "#11141b",
    "--mantine-color-dimmed": "#98a1b3",
    "--mantine-color-placeholder": "#828b9d",
    "--mantine-color-default-border": "#2c323f",
    "--mantine-color-default": "#171b23",
    "--mantine-color-default-hover": "#20252f",
    "--nx-canvas": "#0c0e13",
    "--nx-raised": "#11141b",
    "--nx-hover": "#1a1e27",
    "--nx-line": "#222733",
    "--nx-good": "#4fce92",
    "--nx-warn": "#eeb04e",
    "--nx-bad": "#f48a8a",
    "--nx-info": "#7db4f5",
    "--nx-idle": "#98a1b3",
    "--nx-good-soft": "#11291f",
    "--nx-warn-soft": "#2d2210",
    "--nx-bad-soft": "#331a1c",
    "--nx-info-soft": "#14243a",
    "--nx-idle-soft": "#20252f",
    "--nx-accent": "#a3a4f2",
    "--nx-accent-soft": "#1e1f3b",
    "--nx-shadow": "none",
  },
});
