"""What Nexus brings along, entering by the public door: a plugin as any other."""
