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
    """Replay the log named on the command line; the mapping of its rows is taken by itself as well."""
    sys.path.insert(0, str(EXAMPLES))
    import incident_log  # noqa: PLC0415 an example, no package
    from reading import table  # noqa: PLC0415 the same

    import caserules as cr  # noqa: PLC0415 after the path, with the others
    from benchmarks.case import least, unit  # noqa: PLC0415 the same
    from caserules.caseload import Asked, replay  # noqa: PLC0415 the same

    desk = cr.load(EXAMPLES / "incident_log.toml")
    rows = table(Path(sys.argv[1]), "events.csv.gz", incident_log.COLUMNS)
    imported = peak()
    reading, mapping = incident_log.Reading(), 0.0

    def mapped(row: incident_log.Row, case: cr.Case | None) -> tuple[Asked, ...]:
        nonlocal mapping
        begun = time.process_time()
        asked = tuple(reading(row, case))
        mapping += time.process_time() - begun
        return asked

    begun = time.process_time()
    done = replay(desk, rows, key="number", mapped=mapped)
    seconds = time.process_time() - begun
    found = {"decisions": done.decisions, "seconds": seconds, "mapping": mapping}
    found |= {"peak_mib": peak(), "imported_mib": imported}
    print(json.dumps(found | {"unit": least({"": unit()})[""]}))


if __name__ == "__main__":
    main()
