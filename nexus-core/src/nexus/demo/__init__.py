"""The demo of ``nexus up --demo``: a sender, two workflows, and destinations that need nothing installed."""
