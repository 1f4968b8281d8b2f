from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from tests.tools.scoring.shop import AS_OF, NOW, Chance, Shop
from tools.clock import at_shanghai
from tools.database import Database
from tools.errors import BadInput
from tools.models import AuditEntry, Event, Member, Order, OrderLine, Product, Score, ScoreRun, StoreMark
from tools.scoring import active_run, quadrant_counts, score_base, score_of, treasure_map
from tools.scoring.run import KEPT_RUNS, ScoreRunReport


def run(database: Database, *, hours: int = 0, as_of: date = AS_OF) -> ScoreRunReport:
    return score_base(database, as_of=as_of, now=NOW + timedelta(hours=hours), scored_by="S1")


def fill(database: Database, count: int) -> None:
    """Write a believable base in bulk: a third never bought, the rest at their own pace."""
    chance = Chance(7)
    end = at_shanghai(AS_OF)
    members, orders, lines, events = [], [], [], []
    for number in range(count):
        member_id, days = f"M{number:05d}", 1 + chance.below(700)
        joined_at = end - timedelta(days=days)
        stamps = {"created_at": NOW, "updated_at": NOW}
        members.append(
            {
                "member_id": member_id,
                "joined_at": joined_at,
                "personas": [chance.of("maternal", "home")],
                **stamps,
            }
        )
        pace = chance.of(0, 0.005, 0.03)
        for _ in range(int(days * pace)):
            order_id = f"O{len(orders)}"
            at = joined_at + timedelta(days=chance.share() * days)
            orders.append(
                {
                    "order_id": order_id,
                    "member_id": member_id,
                    "ordered_at": at,
                    "amount_fen": 2_000 + chance.below(58_000),
                }
            )
            lines.append({"order_id": order_id, "line_no": 1, "sku": f"P{chance.below(8)}", "amount_fen": 1_000})
        for _ in range(chance.below(5)):
            at = end - timedelta(days=chance.share() * 100)
            events.append({"event_id": f"E{len(events)}", "member_id": member_id, "at": at, "type": "view"})
    products = [
        {"sku": f"P{number}", "name": "p", "category": f"c{number}", "price_fen": 1, "updated_at": NOW}
        for number in range(8)
    ]
    with database.writing() as session:
        for model, rows in (
            (Product, products),
            (Member, members),
            (Order, orders),
            (OrderLine, lines),
            (Event, events),
        ):
            _insert(session, model, rows)


def _insert(session: Session, model: Any, rows: list[dict[str, Any]]) -> None:
    defaults = {
        name: field.get_default(call_default_factory=True)
        for name, field in model.model_fields.items()
        if not field.is_required()
    }
    session.execute(insert(model), [{**defaults, **row} for row in rows])


def test_a_base_of_two_thousand_is_divided_as_the_thresholds_say(database: Database) -> None:
    fill(database, 2_000)
    report = run(database)
    sizes = report.quadrants
    assert report.members == sum(sizes.values()) == 2_000
    valuable, promising = sizes["growth_stock"] + sizes["cash_cow"], sizes["growth_stock"] + sizes["sleeping_gold"]
    assert valuable == pytest.approx(600, abs=20)
    assert promising == pytest.approx(800, abs=20)
    assert min(sizes.values()) >= 40
    with database.reading() as session:
        assert quadrant_counts(session) == sizes
        cells = treasure_map(session, bins=20)
        scores = session.exec(select(Score)).all()
    assert sum(cell.count for cell in cells) == 2_000
    assert {(cell.x, cell.y) for cell in cells} <= {(x, y) for x in range(20) for y in range(20)}
    assert all(3 <= len(score.reasons) <= 5 for score in scores)
    assert all(0 <= score.confidence <= 1 for score in scores)
    _assert_lines_divide(scores, report.thresholds)


def _assert_lines_divide(scores: Any, thresholds: dict[str, Any]) -> None:
    for score in scores:
        is_valuable = score.quadrant in ("growth_stock", "cash_cow")
        is_promising = score.quadrant in ("growth_stock", "sleeping_gold")
        assert is_valuable == (score.current_value >= thresholds["current_value"])
        assert is_promising == (score.value_potential >= thresholds["value_potential"])


def test_the_same_store_scores_the_same_twice(database: Database) -> None:
    fill(database, 200)
    first, second = run(database), run(database, hours=1)
    with database.reading() as session:
        one, two = (
            {
                score.member_id: (score.value_potential, score.quadrant, score.figures, score.reasons)
                for score in session.exec(select(Score).where(Score.run_id == report.run_id))
            }
            for report in (first, second)
        )
    assert one == two


def test_an_empty_base_is_refused_with_the_way_out(database: Database) -> None:
    with pytest.raises(BadInput, match="no member") as caught:
        run(database)
    assert "zhiji import" in caught.value.fix
    with database.reading() as session:
        assert session.exec(select(ScoreRun)).all() == []


def test_a_member_without_order_or_event_is_a_prospect_with_low_confidence(shop: Shop) -> None:
    shop.member("A")
    for number in range(30):
        shop.order(shop.member(f"B{number}"), "2026-06-20", 100 + number)
    run(shop.database)
    with shop.database.reading() as session:
        alone, buyer = score_of(session, "A"), score_of(session, "B1")
    assert alone is not None
    assert buyer is not None
    assert alone.lifecycle_stage == "prospect"
    assert alone.confidence < 0.1 < buyer.confidence
    assert alone.current_value == 0
    assert alone.figures["recency_days"] is None


def test_a_single_member_can_be_scored(shop: Shop) -> None:
    shop.order(shop.member("A"), "2026-06-20", 100)
    assert run(shop.database).members == 1


def test_figures_and_run_keep_what_explains_them(shop: Shop) -> None:
    shop.product("P", "milk")
    shop.order(shop.member("A", stated_spend={"milk": 3650}), "2026-06-20T10:00:00", 36.5, sku="P")
    report = run(shop.database)
    with shop.database.reading() as session:
        score, active = score_of(session, "A"), active_run(session)
        entry = session.exec(select(AuditEntry)).one()
    assert score is not None
    assert active is not None
    assert score.figures["net_recent_fen"] == 3650
    assert score.figures["capacity_fen"] == 365_000
    assert score.figures["categories"] == ["milk"]
    assert score.capacity_source == "stated"
    assert sum(score.figures["points"].values()) == pytest.approx(score.value_potential, abs=0.05)
    assert (active.id, active.as_of, active.members) == (report.run_id, AS_OF, 1)
    assert (entry.actor, entry.action, entry.subject) == ("S1", "scores.switched", report.run_id)
    assert active.formula["version"] == active.formula_version


_POWER_CUT = {
    "sqlite": """CREATE TRIGGER power_cut BEFORE UPDATE ON score_run WHEN new.active
        BEGIN SELECT RAISE(ABORT, 'power cut'); END""",
    "postgresql": """
        CREATE FUNCTION power_cut() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'power cut'; END $$ LANGUAGE plpgsql;
        CREATE TRIGGER power_cut BEFORE UPDATE ON score_run FOR EACH ROW WHEN (new.active)
        EXECUTE FUNCTION power_cut();""",
}
_POWER_BACK = {"sqlite": "DROP TRIGGER power_cut", "postgresql": "DROP FUNCTION power_cut CASCADE"}


@contextmanager
def power_cut(database: Database) -> Iterator[None]:
    """Let every attempt to switch a run on fail at its very last step; the store may serve other tests afterwards."""
    kind = database.engine.dialect.name
    with database.writing() as session:
        session.connection().exec_driver_sql(_POWER_CUT[kind])
    try:
        yield
    finally:
        with database.writing() as session:
            session.connection().exec_driver_sql(_POWER_BACK[kind])


def test_a_crash_before_the_end_leaves_the_old_run_active_and_whole(shop: Shop) -> None:
    shop.order(shop.member("A"), "2026-06-20", 100)
    first = run(shop.database)
    shop.member("B")
    with power_cut(shop.database), pytest.raises(DBAPIError, match="power cut"):
        run(shop.database, hours=1)
    with shop.database.reading() as session:
        active = active_run(session)
        assert active is not None
        assert active.id == first.run_id
        assert [score.member_id for score in session.exec(select(Score))] == ["A"]
        assert score_of(session, "B") is None


def test_readers_follow_the_newest_run_and_only_the_last_runs_are_kept(shop: Shop) -> None:
    shop.member("A")
    reports = [run(shop.database, hours=hour) for hour in range(KEPT_RUNS + 2)]
    with shop.database.reading() as session:
        runs = session.exec(select(ScoreRun).order_by(col(ScoreRun.created_at))).all()
        kept = {score.run_id for score in session.exec(select(Score))}
        active = active_run(session)
    expected = [report.run_id for report in reports[-KEPT_RUNS:]]
    assert [run.id for run in runs] == expected
    assert kept == set(expected)
    assert active is not None
    assert active.id == reports[-1].run_id
    assert [run.active for run in runs] == [False] * (KEPT_RUNS - 1) + [True]


class ErasingDatabase(Database):
    """A store whose member C is erased by somebody else after the facts were read and before the scores are written."""

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with super().writing() as session:
            member = session.get(Member, "C")
            assert member is not None
            member.erased_at = NOW
        with super().writing() as session:
            yield session


def test_nothing_is_written_about_a_member_erased_meanwhile(shop: Shop) -> None:
    for member in ("A", "B", "C"):
        shop.member(member)
    full = run(shop.database)
    report = run(ErasingDatabase(shop.database.engine), hours=1)
    assert (full.members, report.members) == (3, 2)
    with shop.database.reading() as session:
        assert score_of(session, "C") is None


class BusyDatabase(Database):
    """A store in which somebody writes at the moment when scoring turns to reading it."""

    @property
    def url(self) -> str:
        with Database(self.engine).writing() as session:
            session.merge(StoreMark(key="busy", value="yes"))
        return super().url


def test_others_can_write_while_the_facts_are_read(shop: Shop) -> None:
    shop.member("A")
    assert run(BusyDatabase(shop.database.engine)).members == 1
    with shop.database.reading() as session:
        assert session.get(StoreMark, "busy") is not None


def test_before_the_first_run_there_is_nothing_to_read(database: Database) -> None:
    with database.reading() as session:
        assert active_run(session) is None
        assert score_of(session, "A") is None
        assert set(quadrant_counts(session).values()) == {0}
        assert treasure_map(session) == []
