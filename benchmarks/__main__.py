"""All figures, one bench after the other in one process: `make bench`."""

from importlib import import_module

BENCHES = ("case", "schedule", "engine")


def main() -> None:
    """Run every bench; one that misses a package says which."""
    for name in BENCHES:
        try:
            bench = import_module(f"benchmarks.{name}")
        except ModuleNotFoundError as error:
            print(f"{name}: skipped, `{error.name}` is not installed\n")
        else:
            bench.main()


if __name__ == "__main__":
    main()
