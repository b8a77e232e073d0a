import shutil
from collections.abc import Iterator
from typing import Any

import pytest

_JVM = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=200m -Xshare:auto"
"""Statements over a few rows are compiled and never grow hot; what was compiled has to fit."""

SETTINGS = {
    "spark.driver.extraJavaOptions": _JVM,
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.session.timeZone": "UTC",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}


def session() -> Iterator[Any]:
    """Yield a real Spark session on this machine; skips the test where there is none to be had."""
    if shutil.which("java") is None:
        pytest.skip("there is no Java, which Spark runs on")
    sql = pytest.importorskip("pyspark.sql", reason="the extra rasid[spark] is not installed")
    builder = sql.SparkSession.builder.master("local[2]").appName("rasid")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    started = builder.getOrCreate()
    started.sparkContext.setLogLevel("OFF")
    yield started
    started.stop()
