"""What every source must keep to."""
