"""A version goes from draft to use only past the right eyes, and out of use at once, wherever it is being used."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from knowledge import library, workflow
from knowledge.search import Librarian
from tests.builders import ADMIN, NOW, REP, SUPERVISOR, make_draft, make_member
from tests.knowledge.pages import SECTIONS, CountingEmbedder, page, write_pages
from tools import audit
from tools.access import Actor
from tools.database import Database
from tools.errors import BadInput, Conflict, NotAllowed, TextBlocked
from tools.gate import Gate
from tools.models import PlaybookDecision

OPERATOR = Actor("o1", "Meng", "operator")
TODAY = date(2026, 3, 4)
CLINICIAN = "周敏，妇产科主治医师"
PLAIN = {"health": False, "facts": [], "must_say": [], "status": "draft"}


def _sync(database: Database, folder: Path, **header: object) -> None:
    write_pages(folder, {"id": "PB-A", "status": "draft", **header})
    with database.writing() as session:
        library.sync(session, [folder], now=NOW)


def _take(database: Database, actor: Actor, step: str, **given: str) -> PlaybookDecision:
    return workflow.take_step(database, actor, "PB-A", step, now=NOW, **given)


def _published(database: Database, folder: Path, **header: object) -> None:
    _sync(database, folder, **{**PLAIN, **header})
    _take(database, OPERATOR, "submit")
    _take(database, SUPERVISOR, "review", review="business")
    _take(database, OPERATOR, "publish")


def _usable(database: Database) -> dict[str, str]:
    with database.reading() as session:
        return {page.id: page.version for page in library.usable(session, TODAY)}


def _standing(database: Database) -> workflow.Standing:
    with database.reading() as session:
        return workflow.standing(session, "PB-A", None, TODAY)


def test_a_page_comes_into_use_when_it_was_handed_in_read_and_published(database: Database, tmp_path: Path) -> None:
    _sync(database, tmp_path, **PLAIN)
    assert _usable(database) == {}
    _take(database, OPERATOR, "submit")
    with pytest.raises(NotAllowed, match="awaits review: business"):
        _take(database, OPERATOR, "publish")
    _take(database, SUPERVISOR, "review", review="business", note="语气好")
    _take(database, OPERATOR, "publish")
    assert _usable(database) == {"PB-A": "1.0.0"}
    with database.reading() as session:
        steps = [(one.step, one.decided_by, one.note) for one in workflow.history(session, "PB-A")]
        assert steps == [("submit", "o1", ""), ("review", "v1", "语气好"), ("publish", "o1", "")]
        assert audit.head(session)[0] == 3


def test_a_published_page_survives_the_next_sync_of_its_draft_file(database: Database, tmp_path: Path) -> None:
    _published(database, tmp_path)
    _sync(database, tmp_path, **PLAIN)
    assert _usable(database) == {"PB-A": "1.0.0"}
    write_pages(tmp_path, {"id": "PB-A", **PLAIN, "title": "偷改"})
    with database.writing() as session:
        assert "Raise the version" in library.sync(session, [tmp_path], now=NOW).faults[0].fix
    assert _usable(database) == {"PB-A": "1.0.0"}


@pytest.mark.parametrize(
    ("actor", "step"),
    [
        (REP, "submit"),
        (SUPERVISOR, "submit"),
        (REP, "review"),
        (OPERATOR, "review"),
        (SUPERVISOR, "publish"),
        (REP, "suspend"),
        (SUPERVISOR, "retire"),
    ],
    ids=lambda value: value.role if isinstance(value, Actor) else value,
)
def test_each_step_has_its_roles(database: Database, tmp_path: Path, actor: Actor, step: str) -> None:
    _sync(database, tmp_path, **PLAIN)
    with pytest.raises(NotAllowed):
        _take(database, actor, step, review="business")


def test_nobody_reads_what_he_handed_in_himself(database: Database, tmp_path: Path) -> None:
    _sync(database, tmp_path, **PLAIN)
    _take(database, ADMIN, "submit")
    with pytest.raises(NotAllowed, match="handed in"):
        _take(database, ADMIN, "review", review="business")


def test_a_page_about_health_waits_for_the_name_of_a_clinician(database: Database, tmp_path: Path) -> None:
    _sync(database, tmp_path)
    _take(database, OPERATOR, "submit")
    _take(database, SUPERVISOR, "review", review="business")
    assert _standing(database).awaits_clinician
    with pytest.raises(NotAllowed, match="awaits review: medical"):
        _take(database, OPERATOR, "publish")
    with pytest.raises(BadInput, match="needs the name"):
        _take(database, SUPERVISOR, "review", review="medical", named="  ")
    assert _usable(database) == {}
    _take(database, SUPERVISOR, "review", review="medical", named=CLINICIAN)
    stands = _standing(database)
    assert (stands.awaits_clinician, stands.clinician, stands.awaits) == (False, CLINICIAN, ())


def test_a_lawyer_reads_what_a_lawyer_has_to(database: Database, tmp_path: Path) -> None:
    assert workflow.reviews_needed(
        page(**{**PLAIN, "facts": [{"id": "F", "text": "七日", "reviewer_role": "法务"}]})
    ) == (
        "business",
        "legal",
    )


def test_a_page_that_is_handed_back_is_read_anew(database: Database, tmp_path: Path) -> None:
    _sync(database, tmp_path, **PLAIN)
    _take(database, OPERATOR, "submit")
    _take(database, SUPERVISOR, "review", review="business")
    _take(database, SUPERVISOR, "return", note="太长")
    _sync(database, tmp_path, **PLAIN, title="改过")
    _take(database, OPERATOR, "submit")
    assert _standing(database).awaits == ("business",)


def test_a_page_whose_texts_sell_cannot_be_published(database: Database, tmp_path: Path) -> None:
    sells = {name: f"{text}优惠券最后三张，赶紧下单（{name}）" for name, text in SECTIONS.items()}
    file = write_pages(tmp_path, {"id": "PB-A", **PLAIN}) / "PB-A.md"
    text = file.read_text("utf-8")
    for name, body in SECTIONS.items():
        text = text.replace(f"{body}（PB-A）", sells[name])
    file.write_text(text, "utf-8")
    with database.writing() as session:
        library.sync(session, [tmp_path], now=NOW)
    _take(database, OPERATOR, "submit")
    _take(database, SUPERVISOR, "review", review="business")
    with pytest.raises(TextBlocked) as blocked:
        _take(database, OPERATOR, "publish")
    assert blocked.value.findings
    assert _usable(database) == {}


def test_a_draft_without_all_its_texts_cannot_be_handed_in(database: Database, tmp_path: Path) -> None:
    file = write_pages(tmp_path, {"id": "PB-A", **PLAIN}) / "PB-A.md"
    file.write_text(file.read_text("utf-8").split("## reply.warm")[0], "utf-8")
    with database.writing() as session:
        assert library.sync(session, [tmp_path], now=NOW).faults == ()
    with pytest.raises(BadInput, match=r"lacks reply\.warm"):
        _take(database, OPERATOR, "submit")


def test_of_two_who_publish_at_once_one_is_told(database: Database, tmp_path: Path) -> None:
    _published(database, tmp_path)
    with pytest.raises(Conflict):
        _take(database, OPERATOR, "publish")
    with pytest.raises(BadInput, match="no step"):
        _take(database, OPERATOR, "sing")


def test_a_new_version_leaves_the_old_in_use_until_it_is_published(database: Database, tmp_path: Path) -> None:
    _published(database, tmp_path)
    _sync(database, tmp_path, **PLAIN, version="1.1.0", title="新")
    assert _standing(database).page.version == "1.1.0"
    assert _usable(database) == {"PB-A": "1.0.0"}
    _take(database, OPERATOR, "submit")
    _take(database, SUPERVISOR, "review", review="business")
    _take(database, OPERATOR, "publish")
    assert _usable(database) == {"PB-A": "1.1.0"}


@pytest.mark.parametrize("step", ["suspend", "retire"])
def test_a_running_search_stops_finding_a_page_that_another_process_took_out(
    database: Database, tmp_path: Path, step: str
) -> None:
    _published(database, tmp_path)
    librarian = Librarian(database, CountingEmbedder())
    assert librarian.in_use("PB-A", TODAY) is not None
    librarian.warm()
    _take(database, OPERATOR, step)
    assert librarian.in_use("PB-A", TODAY) is None
    assert librarian.search("PB-A 的问题", today=TODAY) == ()
    librarian.close()


@pytest.mark.parametrize("step", ["suspend", "retire"])
def test_a_waiting_draft_and_an_approved_text_of_a_withdrawn_page_are_blocked(
    database: Database, tmp_path: Path, step: str
) -> None:
    _published(database, tmp_path)
    assert "PAGE-WITHDRAWN" not in _rules_of_a_draft(database, "m1")
    _take(database, OPERATOR, step)
    assert "PAGE-WITHDRAWN" in _rules_of_a_draft(database, "m2")


def test_a_draft_of_an_expired_page_is_blocked_and_one_of_a_replaced_page_is_not(
    database: Database, tmp_path: Path
) -> None:
    _published(database, tmp_path, expires_on="2026-03-04")
    assert "PAGE-WITHDRAWN" not in _rules_of_a_draft(database, "m1")
    assert "PAGE-WITHDRAWN" in _rules_of_a_draft(database, "m2", now=NOW + timedelta(days=1))
    _sync(database, tmp_path, **PLAIN, version="1.1.0", title="新")
    assert "PAGE-WITHDRAWN" not in _rules_of_a_draft(database, "m3")


def _rules_of_a_draft(database: Database, member_id: str, now: datetime = NOW) -> set[str]:
    with database.writing() as session:
        make_member(session, member_id)
        draft = make_draft(session, member_id=member_id, playbook_id="PB-A", text="芸姐，今天风大，添件外套。")
        one = {finding.rule for finding in Gate().inspect(session, draft, draft.text, now)}
        assert one == {finding.rule for finding in Gate().inspect_drafts(session, [draft], now)[0]}
        return one


def test_the_words_of_a_sent_version_can_be_read_when_its_file_is_gone(database: Database, tmp_path: Path) -> None:
    _published(database, tmp_path)
    (tmp_path / "PB-A.md").rename(tmp_path / "PB-A.txt")
    write_pages(tmp_path, {"id": "PB-B"})
    with database.writing() as session:
        assert library.sync(session, [tmp_path], now=datetime(2026, 3, 5, tzinfo=UTC)).retired == ("PB-A",)
        kept = library.get(session, "PB-A", "1.0.0")
        decided = workflow.history(session, "PB-A")[-1]
        assert kept.variants["care"]
        assert (kept.content_hash, kept.version) == (decided.content_hash, decided.version)
