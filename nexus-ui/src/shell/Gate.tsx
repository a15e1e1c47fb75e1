/** Lets in who is signed in; shows the others the log-in, over the address that they wanted. */
import { Center, Loader } from "@mantine/core";
import { useRouterState } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { refresh, useSession } from "@/auth/session";
import { useMembership } from "@/auth/workspace";
import { Failed } from "@/components/States";
import { NoWorkspace } from "./Fallbacks";
import { Shell } from "./Shell";

const LoginPage = lazy(() => import("@/auth/LoginPage"));
const FirstPasswordPage = lazy(() => import("@/auth/FirstPasswordPage"));

function Waiting() {
  return (
    <Center h="100dvh">
      <Loader size="sm" color="gray" aria-label="Loading" />
    </Center>
  );
}

export function Gate({ children }: { children: ReactNode }) {
  const session = useSession();
  const membership = useMembership();
  const path = useRouterState({ select: (state) => state.matches.at(-1)?.pathname }); // of the page that stands, not of one that is coming
  const [error, setError] = useState<unknown>(null);

  useEffect(() => {
    if (session.status === "unknown") refresh().catch(setError);
  }, [session.status]);

  if (session.status === "unknown") {
    const again = () => {
      setError(null);
      refresh().catch(setError);
    };
    return error ? (
      <Center h="100dvh" p="xl">
        <Failed error={error} retry={again} />
      </Center>
    ) : (
      <Waiting />
    );
  }
  if (session.status === "out")
    return (
      <Suspense fallback={<Waiting />}>
        <LoginPage />
      </Suspense>
    );
  if (session.user?.must_change_password)
    return (
      <Suspense fallback={<Waiting />}>
        <FirstPasswordPage />
      </Suspense>
    );
  const isShown = membership || path === "/settings" || (session.user?.owner && path !== "/");
  return <Shell>{isShown ? children : <NoWorkspace />}</Shell>;
}
