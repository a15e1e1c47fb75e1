/** A button that leads to a page. */
import { Button, type ButtonProps } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

interface Props extends ButtonProps {
  to: string;
  search?: Record<string, string>;
  children: ReactNode;
}

export function LinkButton({ to, search, ...rest }: Props) {
  return <Button {...rest} renderRoot={(props) => <Link to={to} search={search as never} {...props} />} />;
}
