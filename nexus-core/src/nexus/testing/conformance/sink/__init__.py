"""What every sink must keep to, and what those that claim more must prove."""
