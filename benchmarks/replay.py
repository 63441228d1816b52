"""One replay of the ServiceNow log by `examples/incident_log.py`, its time and memory as JSON."""

import json
import resource
import sys
import time
from pathlib import Path

EXAMPLES = Path(__file__).parent.parent / "examples"


def peak() -> float:
    """The process's greatest memory so far, in MiB (`ru_maxrss` counts KiB on Linux)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Replay the log named on the command line; the mapping of its rows is part of the time."""
    sys.path.insert(0, str(EXAMPLES))
    import incident_log  # noqa: PLC0415 an example, no package
    from reading import table  # noqa: PLC0415 the same

    import caserules as cr  # noqa: PLC0415 after the path, with the others
    from caserules.caseload import replay  # noqa: PLC0415 the same

    desk = cr.load(EXAMPLES / "incident_log.toml")
    rows = table(Path(sys.argv[1]), "events.csv.gz", incident_log.COLUMNS)
    imported = peak()
    begun = time.process_time()
    done = replay(desk, rows, key="number", mapped=incident_log.Reading())
    seconds = time.process_time() - begun
    found = {"decisions": done.decisions, "seconds": seconds, "peak_mib": peak(), "imported_mib": imported}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
