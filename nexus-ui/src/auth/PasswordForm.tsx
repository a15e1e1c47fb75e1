import { Alert, Button, PasswordInput, Stack } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { faultsByPath, messageOf } from "@/api/problem";
import { changePassword } from "./session";

const FEWEST = 8;

export function PasswordForm({ submit, done }: { submit: string; done?: () => void }) {
  const [former, setFormer] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const faults = faultsByPath(error);
  const differs = again !== "" && next !== again;
  const isReady = former !== "" && next.length >= FEWEST && next === again;

  const change = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await changePassword(former, next);
      for (const clear of [setFormer, setNext, setAgain]) clear("");
      done?.();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };

  return (
    <form onSubmit={(event) => void change(event)}>
      <Stack gap="md">
        {error !== null && Object.keys(faults).length === 0 && (
          <Alert color="red" variant="light" role="alert">
            {messageOf(error)}
          </Alert>
        )}
        <PasswordInput
          size="sm"
          label="Password now"
          autoComplete="current-password"
          value={former}
          error={faults.password}
          onChange={(event) => setFormer(event.currentTarget.value)}
        />
        <PasswordInput
          size="sm"
          label="New password"
          description={`At least ${FEWEST} characters; a sentence is good.`}
          autoComplete="new-password"
          value={next}
          error={faults.new_password}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
        <PasswordInput
          size="sm"
          label="New password, once more"
          autoComplete="new-password"
          value={again}
          error={differs ? "The two are not the same." : undefined}
          onChange={(event) => setAgain(event.currentTarget.value)}
        />
        <Button type="submit" disabled={!isReady} loading={isBusy}>
          {submit}
        </Button>
      </Stack>
    </form>
  );
}
