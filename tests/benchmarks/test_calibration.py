"""The fixed workload that measures the machine's speed."""

from benchmarks.calibration import operations_per_second


def test_calibration_returns_operations_per_second() -> None:
    assert operations_per_second(seconds=0.01, tries=2) > 100
