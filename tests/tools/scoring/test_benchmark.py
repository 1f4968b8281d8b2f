from tools.scoring.benchmark import bench_score


def test_the_score_benchmark_scores_a_made_up_base_against_one_scan_of_it() -> None:
    measured = bench_score(members=40)
    figures = {figure.name: figure.value for figure in measured.figures}
    assert (figures["members"], figures["orders"]) == (40, 800)
    assert figures["scan_limit"] > 0
    assert measured.ratios[0].value > 0
