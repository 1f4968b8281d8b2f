from api.benchmarks.serving import bench_serving


def test_the_serving_benchmark_measures_first_words_and_many_reps_over_http() -> None:
    measured = bench_serving(members=120, rounds=1, delay_s=0.3, writers=4, reps=4, processes=1)
    figures = {figure.name: figure.value for figure in measured.figures}
    assert all(value > 0 for value in figures.values())
    assert figures["processes"] == 1
    # A refusal is quicker than any model: the quickest words stand for the model's own.
    assert 300 <= figures["first_words_p50"] <= figures["first_words_p95"]
    assert [ratio.target for ratio in measured.ratios] == [1.2]
