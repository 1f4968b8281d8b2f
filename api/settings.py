"""Settings: the only reader of the environment (ZHIJI_*, a .env file or zhiji.toml)."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from tools.errors import BadInput

DEVELOPMENT_PHRASE = "development only, sign nothing real with this"
REAL_FOLDER, DEMO_FOLDER = Path("zhiji-data"), Path("zhiji-demo")


class Settings(BaseSettings):
    """Everything that can be set; with nothing set the product runs."""

    model_config = SettingsConfigDict(
        env_prefix="ZHIJI_", env_file=".env", toml_file="zhiji.toml", extra="ignore", frozen=True
    )

    environment: Literal["development", "production"] = Field(
        default="development", description="In production a default secret or a missing privacy id stops the start"
    )
    data_dir: Path = Field(default=REAL_FOLDER, description="Folder of the database, pictures and delivery log")
    database_url: str = Field(default="", description="SQLAlchemy URL; blank: a SQLite file in the data folder")
    host: str = Field(default="127.0.0.1", description="Address the console listens on")
    port: int = Field(default=8000, ge=1, le=65535, description="Port the console listens on")
    processes: int = Field(
        default=0, ge=0, le=64, description="Processes that serve the port; 0: one per processor, at most two"
    )
    secret_key: SecretStr = Field(default=SecretStr(DEVELOPMENT_PHRASE), description="Signs the console's cookies")
    llm_base_url: str = Field(default="", description="OpenAI-compatible endpoint; blank: the composer drafts")
    llm_model: str = Field(default="", description="Model name at that endpoint")
    llm_api_key: SecretStr = Field(default=SecretStr(""), description="Key for the endpoint, if it wants one")
    llm_timeout_s: float = Field(default=45.0, gt=0, le=120, description="Longest wait for one answer, in seconds")
    llm_max_tokens: int = Field(default=1200, gt=0, description="Longest answer, in tokens")
    llm_json_mode: Literal["schema", "object", "text"] = Field(
        default="schema", description="Where the structured-output ladder starts"
    )
    llm_model_reply: str = Field(default="", description="Model that answers her messages; blank: ZHIJI_LLM_MODEL")
    llm_model_care: str = Field(default="", description="Model that writes outreach; blank: ZHIJI_LLM_MODEL")
    llm_model_repair: str = Field(default="", description="Model that mends a blocked draft; blank: ZHIJI_LLM_MODEL")
    llm_tools: bool = Field(default=True, description="Whether the model may look things up")
    llm_stream: bool = Field(default=True, description="Whether answers are asked for as a stream")
    llm_concurrency: int = Field(default=32, gt=0, description="Requests to the model at once, per process")
    llm_limits_file: Path | None = Field(
        default=None, description="Budget, prices, breaker and retention of your own; blank: the built-in ones"
    )
    llm_provider: str = Field(default="", description="A model client of your own, as module:function")
    channel: str = Field(default="console", description="What texts leave by: console, or your own as module:function")
    embed_base_url: str = Field(default="", description="OpenAI-compatible embeddings; blank: encode in the process")
    embed_model: str = Field(default="", description="Embeddings model at that endpoint")
    embed_api_key: SecretStr = Field(default=SecretStr(""), description="Key for the embeddings endpoint")
    embed_timeout_s: float = Field(default=30.0, gt=0, le=120, description="Longest wait for one batch, in seconds")
    chroma_host: str = Field(default="", description="Chroma server; blank: the index lives in the process")
    chroma_port: int = Field(default=8001, ge=1, le=65535, description="Port of the Chroma server")
    chroma_timeout_s: float = Field(
        default=5.0, gt=0, le=60, description="Longest wait for the Chroma server before searching in the process"
    )
    playbook_dirs: Annotated[tuple[Path, ...], NoDecode] = Field(
        default=(), description="Folders with playbooks of your own, comma-separated, added to ours"
    )
    rules_dir: Path | None = Field(
        default=None, description="Folder with check rules of your own, added to ours (files *.yaml, profile.yaml)"
    )
    brand_voice: Path | None = Field(
        default=None,
        description="Sheet of how your brand speaks; blank: voice.yaml in the data folder, if there is one",
    )
    undo_window_s: int = Field(default=10, ge=0, le=3600, description="Seconds an approval can be undone")
    worker_in_serve: bool = Field(default=True, description="Whether `zhiji serve` also delivers")
    desk_file: Path | None = Field(
        default=None, description="Roster of your desks; blank: desk.yaml in the data folder, else the built-in one"
    )
    console_url: str = Field(default="", description="Address of the console in alerts; blank: host and port")
    smtp_host: str = Field(default="", description="Mail server for alerts to staff; blank: no mail")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Port of the mail server")
    smtp_user: str = Field(default="", description="Account at the mail server, if it wants one")
    smtp_password: SecretStr = Field(default=SecretStr(""), description="Password of that account")
    smtp_from: str = Field(default="", description="Sender's address of alerts")
    smtp_starttls: bool = Field(default=True, description="Whether mail is handed in over TLS")
    alert_webhook_url: SecretStr = Field(default=SecretStr(""), description="Address that receives alerts as JSON")
    alert_webhook_secret: SecretStr = Field(default=SecretStr(""), description="Signs what the webhook receives")
    bms_brand: bool = Field(default=False, description="Strict rules for sellers of breast-milk substitutes")
    privacy_impact_id: str = Field(default="", description="Number of the privacy impact assessment on file")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", description="Least level logged")

    @model_validator(mode="before")
    @classmethod
    def _split_folders(cls, values: object) -> object:
        if isinstance(values, dict) and isinstance(values.get("playbook_dirs"), str):
            parts = [part.strip() for part in values["playbook_dirs"].split(",") if part.strip()]
            return {**values, "playbook_dirs": tuple(parts)}
        return values

    @model_validator(mode="after")
    def _is_safe(self) -> "Settings":
        if self.environment != "production":
            return self
        if self.secret_key.get_secret_value() in ("", DEVELOPMENT_PHRASE):
            raise ValueError("secret_key: set ZHIJI_SECRET_KEY to a secret of your own in production")
        if self.alert_webhook_url.get_secret_value() and not self.alert_webhook_secret.get_secret_value():
            raise ValueError("alert_webhook_secret: set ZHIJI_ALERT_WEBHOOK_SECRET, or anybody could forge an alert")
        if not self.privacy_impact_id:
            raise ValueError("privacy_impact_id: set ZHIJI_PRIVACY_IMPACT_ID in production")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the command line win over the environment, the environment over files."""
        toml = TomlConfigSettingsSource(settings_cls)
        return init_settings, env_settings, dotenv_settings, toml, file_secret_settings

    @property
    def roster_file(self) -> Path | None:
        """Return the roster in force, None for the built-in one."""
        own = self.data_dir / "desk.yaml"
        return self.desk_file or (own if own.exists() else None)

    @property
    def voice_file(self) -> Path | None:
        """Return the brand's sheet in force, None for the built-in one."""
        own = self.data_dir / "voice.yaml"
        return self.brand_voice or (own if own.exists() else None)

    @property
    def own_playbooks(self) -> Path:
        """Return the folder that new pages of the company go to."""
        return self.playbook_dirs[0] if self.playbook_dirs else self.data_dir / "playbooks"

    @property
    def playbook_folders(self) -> tuple[Path, ...]:
        """Return every folder of the company's own that pages are read from."""
        own = self.data_dir / "playbooks"
        return self.playbook_dirs if own in self.playbook_dirs or not own.is_dir() else (*self.playbook_dirs, own)

    @property
    def console_address(self) -> str:
        """Return where a link in an alert leads."""
        return self.console_url or f"http://{self.host}:{self.port}"

    @property
    def store_url(self) -> str:
        """Return the database URL in force."""
        return self.database_url or f"sqlite:///{self.data_dir / 'zhiji.db'}"


def read_settings(**given: Any) -> Settings:
    """Read the settings; what is given (and not None) wins. Raises BadInput naming each wrong one."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except (ValidationError, ValueError) as error:
        raise BadInput(f"A setting is wrong: {_named(error)}.", fix="Correct it in the environment or .env.") from error


def _named(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    faults = (f"{'.'.join(map(str, fault['loc'])) or 'settings'} ({fault['msg']})" for fault in error.errors())
    return "; ".join(faults)


def with_demo_fallback(settings: Settings) -> Settings:
    """Use the demo store when that is all there is: after `make demo` every command just works."""
    untouched = settings.data_dir == REAL_FOLDER and not settings.database_url
    if untouched and not (REAL_FOLDER / "zhiji.db").exists() and (DEMO_FOLDER / "zhiji.db").exists():
        return settings.model_copy(update={"data_dir": DEMO_FOLDER})
    return settings
