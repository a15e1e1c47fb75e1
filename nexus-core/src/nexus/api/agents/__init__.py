"""What edge agents ask for: they register, and forward what they have taken."""
