from agent.benchmark import bench_drafting
from agent.delayed_model import delayed_model
from agent.model import ChatMessage, ModelSettings, OpenAIModel
from agent.writer.drafts import WrittenDrafts


def test_the_drafting_benchmark_measures_many_reps_beside_their_floor() -> None:
    measured = bench_drafting(members=300, rounds=1)
    assert all(figure.value > 0 for figure in measured.figures)
    assert [ratio.target for ratio in measured.ratios] == [3.0, 3.0]


def test_the_delayed_model_answers_like_any_endpoint() -> None:
    with delayed_model(0.0) as url:
        model = OpenAIModel(ModelSettings(base_url=url, model="delayed"))
        answer = model.answer([ChatMessage(role="user", content="hello")], WrittenDrafts)
    assert answer.drafts[0].style == "usual"
