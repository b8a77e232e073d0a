"""A standalone Spark cluster of this machine, a worker of which is killed amid an analysis.

Run: python benchmarks/spark_killed.py [KIND [SCALE]]
Starts a master and two workers by Spark's own classes, analyses one simulated month on them, and
kills a worker with all its children (-9) once the sessions are begun and again once rules run.
Then compares every table with DuckDB's. Ends with 1 if any differs.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb

RASID = [sys.executable, "-m", "rasid"]
TABLES = ("sessions", "visits", "signals", "signal_events", "campaigns", "hostile", "background")
MOMENTS = ("tagged", "rule_found")
"""Once files of such a table are there, a worker is killed; another one then takes its place."""


@contextmanager
def started(kind: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start a master or a worker of Spark's, in a process group of its own."""
    from pyspark import __file__ as package  # noqa: PLC0415 - an extra

    program = Path(package).parent / "bin" / "spark-class"
    command = [str(program), f"org.apache.spark.deploy.{kind}", *arguments]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True)
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and all that it started, by the group that is its own."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def run(*arguments: str, engine: str = "duckdb") -> None:
    """Run a command of rasid's."""
    env = {**os.environ, "RASID_ENGINE": engine}
    subprocess.run([*RASID, *arguments], check=True, env=env, stdout=subprocess.DEVNULL)


def kill_amid(home: Path, workers: list[subprocess.Popen[bytes]], told: list[str]) -> None:
    """Kill the first worker at the first moment, the second at the second."""
    for worker, step in zip(workers, MOMENTS, strict=False):
        while not any(home.glob(f"scratch/run-*/spark/*-{step}")):
            time.sleep(0.02)
        kill(worker)
        told.append(step)


def rows(home: Path, table: str) -> list[tuple[object, ...]]:
    """Return a table's rows, sums of fractions to nine digits."""
    parts = f"read_parquet('{home / table}/*.parquet')"
    found = duckdb.connect().execute(f"SELECT * FROM {parts}").fetchall()
    plain = (tuple(round(v, 9) if isinstance(v, float) else v for v in row) for row in found)
    return sorted(plain, key=repr)


def main(kind: str = "patient", scale: str = "0.1") -> int:
    """Compare what is found with and without a cluster that dies in part."""
    with tempfile.TemporaryDirectory() as made, ExitStack() as cluster:
        folder = Path(made)
        near, far = folder / "near", folder / "far"
        run("simulate", kind, "--scale", scale, "--output", str(folder / "month"))
        run("--home", str(near), "import", "logs", str(folder / "month" / "logs"))
        run("--home", str(near), "import", "people", str(folder / "month" / "roster.csv"))
        shutil.copytree(near, far)
        master = f"spark://127.0.0.1:{(port := free_port())}"
        place = ("--host", "127.0.0.1", "--webui-port", "0")
        cluster.enter_context(started("master.Master", *place, "--port", str(port)))
        given = (*place, "--cores", "1", "--memory", "1g", "--work-dir", str(folder / "work"))
        workers = [
            cluster.enter_context(started("worker.Worker", *given, master)) for _ in range(3)
        ]
        with (far / "rasid.toml").open("a") as settings:
            settings.write(f'[spark]\nmaster = "{master}"\nmemory = "1g"\npartitions = 2\n')
            settings.write('[spark.configuration]\n"spark.executor.memory" = "700m"\n')
            settings.write('"spark.driver.host" = "127.0.0.1"\n')
            settings.write('"spark.sql.codegen.wholeStage" = "false"\n')
        killed: list[str] = []
        killer = threading.Thread(target=kill_amid, args=(far, workers, killed), daemon=True)
        killer.start()
        begun = time.monotonic()
        run("--home", str(far), "analyse", engine="spark")
        print(f"analysed in {time.monotonic() - begun:.0f} s; workers killed at {killed}")
        run("--home", str(near), "analyse")
        different = [table for table in TABLES if rows(near, table) != rows(far, table)]
        counts = {table: len(rows(far, table)) for table in TABLES}
    print(f"rows: {counts}; tables that differ: {different or 'none'}")
    return int(bool(different) or len(killed) != len(MOMENTS))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
