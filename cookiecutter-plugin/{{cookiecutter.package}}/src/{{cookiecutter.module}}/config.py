"""What a {{ cookiecutter.title }} connection needs to know."""

from nexus import Secret, config


@config.define
class {{ cookiecutter.prefix }}Config:
    """Settings of a {{ cookiecutter.title }} connection."""

    file: str = config.field(title="File", help="Where the store is; it must exist.", placeholder="/data/store.db", min_length=1)
    token: Secret = config.field(title="Token", help="Opens the store; it is in its table `settings`.")
    timeout_s: float = config.field(default=10.0, title="Timeout (s)", minimum=0.1, maximum=600, advanced=True)
