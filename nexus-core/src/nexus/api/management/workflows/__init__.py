"""The routes of workflows: the same documents as definition files have."""
