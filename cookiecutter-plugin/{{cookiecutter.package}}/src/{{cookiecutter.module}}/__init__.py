"""{{ cookiecutter.title }} connector for Nexus."""
