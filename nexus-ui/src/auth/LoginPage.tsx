import { Alert, Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { type FormEvent, useState } from "react";
import { messageOf } from "@/api/problem";
import { Front } from "./Front";
import { signIn } from "./session";

export default function LoginPage() {
  useDocumentTitle("Sign in · Nexus");
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await signIn(username, password);
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };

  return (
    <Front title="Sign in to Nexus" about="Messages into databases and services, none lost.">
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          {error !== null && (
            <Alert color="red" variant="light" role="alert">
              {messageOf(error)}
            </Alert>
          )}
          <TextInput
            label="User name"
            name="username"
            autoComplete="username"
            autoFocus
            required
            withAsterisk={false}
            value={username}
            onChange={(event) => setUsername(event.currentTarget.value)}
          />
          <PasswordInput
            label="Password"
            name="password"
            size="sm"
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button type="submit" fullWidth loading={isBusy} mt={4}>
            Sign in
          </Button>
          <Text size="xs" c="dimmed" ta="center">
            Forgotten? An owner can set a new one, or <code>nexus user passwd</code> on the server.
          </Text>
        </Stack>
      </form>
    </Front>
  );
}
