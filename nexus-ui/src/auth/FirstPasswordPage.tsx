/** Someone else knows the password that was used: before anything else, it is exchanged for one of one's own. */
import { Button } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { Front } from "./Front";
import { PasswordForm } from "./PasswordForm";
import { signOut } from "./session";

export default function FirstPasswordPage() {
  useDocumentTitle("New password · Nexus");
  return (
    <Front
      title="Choose a password"
      about="The one you signed in with was given to you. Choose one that only you know."
    >
      <PasswordForm submit="Go on" />
      <Button variant="subtle" color="gray" fullWidth mt="xs" onClick={() => void signOut()}>
        Sign out
      </Button>
    </Front>
  );
}
