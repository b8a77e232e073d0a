"""The command line: a public contract. Standard output is the answer, standard error the rest."""

import sys

INTERRUPTED = 130


def main() -> None:
    """Run the command line and leave with its exit code."""
    try:
        # Loading the commands takes a second, and Ctrl-C may come in it.
        from rasid.cli.app import run  # noqa: PLC0415

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        sys.stderr.write("rasid: interrupted.\n")
        code = INTERRUPTED
    sys.exit(code)
