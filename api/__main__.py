"""The command `zhiji`: parse, run, and end with one sentence and an honest exit code."""

import sys

from tools.errors import BadInput, NotFound, ServiceError


def main() -> None:
    """Run the command line; 0 done, 1 the work failed, 2 wrong usage or bad input."""
    from api.cli import app

    try:
        app(prog_name="zhiji")
    except ServiceError as error:
        sys.stdout.flush()
        sys.stderr.write(f"zhiji: {error}\n")
        sys.exit(2 if isinstance(error, BadInput | NotFound) else 1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)


if __name__ == "__main__":
    main()
