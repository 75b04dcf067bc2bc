"""Settings: the only reader of the environment.

Every setting has a default that works on a fresh machine, and every value is
checked at start: a wrong one raises `SettingsError`, whose text is one line
that names the setting.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
DEFAULT_PORTS = {"http": 80, "https": 443}
Switch = Annotated[bool, Field(strict=False)]


class SettingsError(ValueError):
    """A setting has a value that can't be used; the text is one clear line."""


class Settings(BaseModel):
    """Every setting, named as in the environment but in lower case."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    host: str = Field("127.0.0.1", min_length=1, description="address to listen on")
    port: int = Field(5000, ge=1, le=65535, description="port to listen on")
    terminal_host: str = Field("127.0.0.1", min_length=1, description="address of the terminal gateway")
    terminal_port: int = Field(
        8889, ge=0, le=65535, description="port of the terminal gateway; 0 switches it off"
    )
    data_dir: Path = Field(Path("data"), description="database and keys; made on first start, mode 0700")
    database_url: str = Field("", description="`postgresql://…`; SQLite in `DATA_DIR` when empty")
    redis_url: str = Field(
        "", description="`redis://…`, for several processes with one database; needs `SECRET_KEY`"
    )
    secret_key: str = Field(
        "", description="signs tokens, 32 characters or more; made and kept in `DATA_DIR` when empty"
    )
    public_url: str = Field(
        "", description="the one origin that people reach this server by, such as `https://chat.example.org`"
    )
    client_url: tuple[str, ...] = Field(
        (), description="other browser origins that may use the API and sockets, by commas"
    )
    passwordless_login: Switch = Field(True, description="sign-in by name alone, `on` or `off`")
    session_days: int = Field(30, ge=1, le=3650, description="days without use after which a session ends")
    admin_username: str = Field("admin", min_length=3, max_length=32, description="name of the first admin")
    admin_password: str = Field(
        "", max_length=256, description="password of the first admin; made and kept in `DATA_DIR` when empty"
    )
    async_mode: Literal["eventlet", "threading"] = Field("eventlet", description="`eventlet` or `threading`")
    proxy_hops: int = Field(0, ge=0, le=10, description="trusted reverse proxies in front of the server")
    connections_per_address: int = Field(
        1000,
        ge=0,
        le=1_000_000,
        description="of one address, 0 for any number; loopback and proxies aren't counted",
    )
    metrics_token: str = Field(
        "", description="lets others than this machine read `/metrics`: `Authorization: Bearer …`"
    )
    rate_limits: Switch = Field(True, description="`off` is for tests and benchmarks only")
    styleguide: Switch = Field(
        False, description="`on` shows every part of the web app at `/styleguide`; for development"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="least level that is logged"
    )
    log_format: Literal["text", "json"] = Field("text", description="`text` or `json`")

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: Any) -> Any:
        return value.strip().upper() if isinstance(value, str) else value

    @field_validator("passwordless_login", "rate_limits", "styleguide", mode="before")
    @classmethod
    def _on_or_off(cls, value: Any) -> Any:
        if isinstance(value, str):
            if value.strip().lower() not in {"on", "off"}:
                raise ValueError("must be on or off")
            return value.strip().lower() == "on"
        return value

    @field_validator("client_url", mode="before")
    @classmethod
    def _origins(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return tuple(_checked_origin(part) for part in value.split(",") if part.strip())

    @field_validator("public_url")
    @classmethod
    def _public_url(cls, value: str) -> str:
        return value and _checked_origin(value)

    @field_validator("metrics_token")
    @classmethod
    def _metrics_token(cls, value: str) -> str:
        if value and len(value) < 16:
            raise ValueError("must be 16 characters or more")
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in {"postgresql", "postgresql+psycopg2", "sqlite"}:
            raise ValueError("must begin with postgresql:// or sqlite:///")
        return value.replace("postgresql://", "postgresql+psycopg2://", 1)

    @field_validator("redis_url")
    @classmethod
    def _redis(cls, value: str) -> str:
        if not value:
            return value
        try:
            parts = urlsplit(value)
            host, _ = parts.hostname or "", parts.port
        except ValueError:
            raise ValueError("must be redis://:password@host:port/0, or the like") from None
        if parts.scheme not in {"redis", "rediss", "unix"} or not (host or parts.scheme == "unix"):
            raise ValueError("must begin with redis://, rediss:// or unix://")
        if not parts.password and parts.scheme != "unix" and not is_loopback(host):
            raise ValueError("needs a password: whoever reaches that Redis could take part")
        return value

    @field_validator("secret_key")
    @classmethod
    def _secret(cls, value: str) -> str:
        if value and len(value) < 32:
            raise ValueError("must be 32 characters or more")
        return value

    @field_validator("admin_password")
    @classmethod
    def _admin_password(cls, value: str) -> str:
        if value and len(value) < 8:
            raise ValueError("must be 8 to 256 characters")
        return value

    @model_validator(mode="after")
    def _absolute(self) -> Settings:
        object.__setattr__(self, "data_dir", self.data_dir.expanduser().absolute())
        return self

    @model_validator(mode="after")
    def _several(self) -> Settings:
        if self.redis_url and not self.secret_key:
            raise ValueError("REDIS_URL: SECRET_KEY must be set too, the same for every process")
        if self.redis_url and not self.database_url.startswith("postgresql"):
            raise ValueError("REDIS_URL: DATABASE_URL must be a postgresql:// one that all processes use")
        return self

    @property
    def direct(self) -> bool:
        """Whether frames are written by whoever sends them; only greenlets can do that in order."""
        return self.async_mode == "eventlet"

    @property
    def installation(self) -> str:
        """What tells this installation from others on the same Redis: of its key and its database's name."""
        name = urlsplit(self.database).path.encode()
        key = blake2b(self.secret_key.encode(), digest_size=32).digest()
        return f"ngobrol:{blake2b(name, key=key, digest_size=12).hexdigest()}"

    @property
    def database(self) -> str:
        """The SQLAlchemy URL of the database."""
        return self.database_url or f"sqlite:///{self.data_dir / 'ngobrol.db'}"


def is_loopback(host: str) -> bool:
    """Whether what listens on `host` is reachable from this machine only."""
    return host in LOOPBACK or host.startswith("127.")


def normal_origin(text: str) -> str | None:
    """An origin (RFC 6454) in its one spelling: lower case, no default port; null when it is none."""
    try:
        parts = urlsplit(text.lower())
        port = parts.port
    except ValueError:
        return None
    plain = not (parts.path or parts.query or parts.fragment or "@" in parts.netloc)
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or not plain:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + ("" if port in {None, DEFAULT_PORTS[parts.scheme]} else f":{port}")


def _checked_origin(value: str) -> str:
    origin = normal_origin(value.strip().rstrip("/"))
    if origin is None or "*" in origin:
        raise ValueError(f"must be an origin such as https://example.org, not {value.strip()!r}")
    return origin


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read and check all settings, and make the data folder and the secret key.

    Empty values count as absent. Raises `SettingsError`.
    """
    environ = os.environ if environ is None else environ
    given = {name: environ[name.upper()] for name in Settings.model_fields if environ.get(name.upper())}
    try:
        settings = Settings.model_validate(given)
    except ValidationError as error:
        raise SettingsError(_one_line(error)) from None
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = settings.secret_key or kept_secret(settings.data_dir / "secret_key")
    except OSError as error:
        raise SettingsError(f"DATA_DIR: {settings.data_dir} can't be used: {error.strerror}") from None
    return settings.model_copy(update={"secret_key": key})


def kept_secret(path: Path, size: int = 32) -> str:
    """The secret in `path` (mode 0600), made of `size` random bytes when absent."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept = path.read_text().strip()
        if kept:
            return kept
        descriptor = os.open(path, os.O_WRONLY | os.O_TRUNC)
    secret = secrets.token_urlsafe(size)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret + "\n")
    return secret


def _one_line(error: ValidationError) -> str:
    first = error.errors()[0]
    message = first["msg"].removeprefix("Value error, ")
    return f"{str(first['loc'][0]).upper()}: {message}" if first["loc"] else message
