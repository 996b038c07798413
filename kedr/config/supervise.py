"""The process that stands over the server and the worker until Ctrl-C. It knows no Django: that would be 40 MB kept for
nothing, so `kedr serve` becomes this once everything is ready."""

import json
import signal
import subprocess
import sys
from types import FrameType


def main(commands: list[list[str]], opened: str, closing: str) -> None:
    """Run the commands; when the first ends, or is to end, the others end with it."""
    signal.signal(signal.SIGTERM, _stop)
    processes = [subprocess.Popen(command) for command in commands]  # noqa: S603 our own commands
    print(opened, flush=True)  # noqa: T201 said to who started it
    try:
        processes[0].wait()
    except KeyboardInterrupt:
        print(closing, flush=True)  # noqa: T201
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=20)


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), sys.argv[2], sys.argv[3])
