"""What the end-to-end tests share: Nexus as processes, an oracle that knows what was sent, and readers of what arrived."""
