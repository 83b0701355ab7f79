"""The fixed workload that says how fast the machine is."""

from benchmarks.calibration import operations_per_second


def test_the_speed_of_the_machine_is_a_number_of_operations_in_a_second() -> None:
    assert operations_per_second(seconds=0.01, tries=2) > 100
