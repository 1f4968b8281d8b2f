from tools.checks.benchmark import bench_check


def test_the_check_benchmark_measures_inspection_against_a_pass_and_an_encoding() -> None:
    measured = bench_check(rounds=4)
    assert measured.name == "check"
    assert all(figure.value > 0 for figure in measured.figures)
    assert [ratio.name for ratio in measured.ratios] == ["rules / (normalise + one pass)", "inspect / encode"]
