"""What a site may say of Spark."""

from pydantic import BaseModel, ConfigDict, Field


class SparkSettings(BaseModel):
    """Where Spark runs, if it is the engine."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    master: str = Field(
        default="local[*]",
        min_length=1,
        description="Where it runs: local[4], spark://HOST:7077, or another of Spark's masters.",
    )
    memory: str = Field(
        default="2g", pattern=r"^[1-9]\d*[kmgt]$", description="What its driver may hold in memory."
    )
    partitions: int = Field(
        default=8,
        ge=1,
        le=100_000,
        description="Parts that a shuffle makes at most: two or three a core of all workers.",
    )
    configuration: dict[str, str] = Field(
        default_factory=dict,
        description="Spark's own settings, such as spark.executor.memory; results rest on none.",
    )
