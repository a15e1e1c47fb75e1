"""Files for Nexus: a source that takes what is dropped into a folder, and a sink that writes rolling files."""
