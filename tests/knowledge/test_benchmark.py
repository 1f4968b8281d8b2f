from knowledge.benchmark import bench_retrieval


def test_the_retrieval_benchmark_fills_a_library_and_finds_a_changed_page() -> None:
    measured = bench_retrieval(passages=60)
    figures = {figure.name: figure.value for figure in measured.figures}
    assert figures["passages_60"] >= 60
    assert all(value > 0 for value in figures.values())
    assert [ratio.target for ratio in measured.ratios] == [2.0]
