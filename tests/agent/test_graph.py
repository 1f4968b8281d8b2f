"""The workflow: one page, one direction, and nothing written before the end."""

from agent.graph import turn_graph
from tests.agent.shop import Shop


def test_the_drawing_shows_one_road_with_a_short_way_and_one_repair() -> None:
    drawn = turn_graph().get_graph()
    edges = {(edge.source, edge.target) for edge in drawn.edges}
    assert edges == {
        ("__start__", "read"),
        ("read", "triage"),
        ("triage", "route"),
        ("triage", "stance"),
        ("route", "check"),
        ("stance", "retrieve"),
        ("stance", "route"),
        ("stance", "submit"),
        ("retrieve", "draft"),
        ("draft", "check"),
        ("draft", "route"),
        ("check", "draft"),
        ("check", "route"),
        ("check", "submit"),
        ("submit", "__end__"),
    }
    assert "submit" in drawn.draw_mermaid()


def test_no_step_before_submit_writes_a_row(shop: Shop) -> None:
    shop.ask("宝宝胎动怎么数呀", dry_run=True)
    before = shop.counts()
    steps: dict[str, dict[str, int]] = {}
    from agent.request import Request
    from agent.suggest import suggest
    from tests.builders import REP

    request = Request(member_id="m1", kind="care")
    suggest(shop.workshop, REP, request, progress=lambda step: steps.update({step: shop.counts()}))
    assert {"read", "retrieve", "draft", "check"} <= steps.keys()
    assert all(counted == before for counted in steps.values())
    assert shop.counts() != before
