"""What ``nexus doctor`` looks at: one module per area, each yielding findings."""
