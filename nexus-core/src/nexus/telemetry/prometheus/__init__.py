"""Figures for Prometheus: what there is (`described`), what makes it (`collectors`), where it is served (`serving`)."""
