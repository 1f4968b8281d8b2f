"""Questions find their page, other people's subjects find nothing, and what was withdrawn is gone at once."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from knowledge import library
from knowledge.index.chroma import ChromaServer, ServerClient, open_in_process
from knowledge.library import SHIPPED_PLAYBOOKS
from knowledge.search import Librarian
from knowledge.search.lexical import index_words
from knowledge.stage import MemberStage
from tests.knowledge.pages import TODAY, CountingEmbedder, write_pages
from tools.database import Database, open_database, prepare
from tools.embedder import UseEmbedder, Vectors

NOW = datetime(2026, 11, 22, tzinfo=UTC)
QUESTIONS = {
    "肚子里的小家伙今天动得比平时少，该怎么数": "P21",
    "待产要带哪些东西去医院": "P23",
    "新房甲醛超标怎么办": "H03",
    "六个月了第一口辅食吃什么": "B04",
    "月子里到底能不能洗头": "Q05",
    "孕吐吃什么都吐": "P02",
    "糖耐量检查要空腹吗": "P12",
    "皮包放久了长霉": "V06",
}
ELSEWHERE = [
    "今天大盘跌了多少点",
    "国足昨晚几比几",
    "帮我写一段快速排序",
    "驾照科目三怎么过",
    "周杰伦演唱会门票",
    "二手车怎么估价",
]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory, place: ChromaServer | None) -> Iterator[Librarian]:
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('search') / 'z.db'}")
    prepare(database)
    sync(database, SHIPPED_PLAYBOOKS)
    librarian = Librarian(database, UseEmbedder(), server=place)
    yield librarian
    librarian.close()
    database.close()


def sync(database: Database, folder: Path) -> None:
    with database.writing() as session:
        library.sync(session, [folder], now=NOW)


@pytest.mark.parametrize(("query", "topic"), QUESTIONS.items())
def test_a_question_finds_its_page(shipped: Librarian, query: str, topic: str) -> None:
    hits = shipped.search(query, today=TODAY)
    assert topic in hits[0].playbook.topics
    assert 0 < hits[-1].score <= hits[0].score <= 1
    assert hits[0].passage


@pytest.mark.parametrize("query", [*ELSEWHERE, "", "   ", "？？！", "👍👍"])
def test_nothing_fits_other_subjects_and_blanks(shipped: Librarian, query: str) -> None:
    assert shipped.search(query, today=TODAY) == ()


def test_a_very_long_message_is_searched_by_its_beginning(shipped: Librarian) -> None:
    hits = shipped.search("待产要带哪些东西去医院，" * 9_000, today=TODAY)
    assert "P23" in hits[0].playbook.topics


def test_only_wanted_kinds_are_found_and_fixed_replies_only_when_asked_for(shipped: Librarian) -> None:
    query = "待产要带哪些东西去医院"
    assert {hit.playbook.kind for hit in shipped.search(query, kinds=["checklist"], today=TODAY)} == {"checklist"}
    alarming = "不想活了，活着没意思"
    assert all(hit.playbook.kind != "fixed_reply" for hit in shipped.search(alarming, today=TODAY, limit=10))
    assert shipped.search(alarming, kinds=["fixed_reply"], today=TODAY)[0].playbook.route == "crisis"


def test_one_look_gives_each_kind_of_page_what_a_search_for_it_gives(shipped: Librarian) -> None:
    query, stage = "新房甲醛超标怎么办", MemberStage(personas=frozenset({"home"}))
    looked = shipped.look(query, member=stage)
    for kinds in (("care_script",), ("reply_script", "checklist"), None):
        assert looked.hits(kinds=kinds, today=TODAY) == shipped.search(query, member=stage, kinds=kinds, today=TODAY)
    assert looked.hits(kinds=("fixed_reply",), today=TODAY) != looked.hits(today=TODAY) != ()
    assert shipped.look("。。。").hits(today=TODAY) == ()


def test_a_look_tells_how_near_its_question_is_to_each_that_a_page_is_asked(shipped: Librarian) -> None:
    page = shipped.get("PB-P22")
    asked = page.answers[0].asks[0]
    near = shipped.look(asked).nearness(page)
    assert near[asked] == max(near.values()) > 0.95
    assert set(near) >= {page.title, *page.asked[:3]}
    assert shipped.look("。。。").nearness(page) == {}


def test_the_stage_of_a_known_member_decides_between_pages(shipped: Librarian) -> None:
    expecting = MemberStage(personas=frozenset({"maternal"}), gest_week=30)
    toddler = MemberStage(personas=frozenset({"maternal"}), child_age_days=540, child_age_months=17)
    query = "晚上睡不安稳"
    first, second = (shipped.search(query, member=stage, today=TODAY, limit=1) for stage in (expecting, toddler))
    assert first[0].playbook.stage.gest_week is not None
    assert second[0].playbook.stage.age_months is not None


def test_an_expired_page_is_not_found(shipped: Librarian) -> None:
    assert shipped.search("待产要带哪些东西去医院", today=date(2040, 1, 1)) == ()


def test_pages_for_proactive_care_fit_the_stage_most_specific_first(shipped: Librarian) -> None:
    stage = MemberStage(personas=frozenset({"maternal"}), gest_week=30, is_birthday=True)
    pages = shipped.matching(stage, TODAY, kinds=["care_script"])
    assert pages[0].topics == ("D01",)
    assert "P21" in {topic for page in pages for topic in page.topics}
    assert all(page.kind == "care_script" for page in pages)


def test_every_route_has_a_fixed_reply(shipped: Librarian) -> None:
    routes = {page.route for page in shipped.fixed_replies(TODAY)}
    assert routes >= {"crisis", "medical", "bereavement", "complaint", "privacy", "opt_out", "legal", "human"}


def test_many_threads_get_the_same_answers(shipped: Librarian) -> None:
    queries = [*QUESTIONS, *ELSEWHERE] * 3
    alone = [[hit.playbook.id for hit in shipped.search(query, today=TODAY)] for query in queries]
    with ThreadPoolExecutor(8) as pool:
        together = list(
            pool.map(lambda query: [hit.playbook.id for hit in shipped.search(query, today=TODAY)], queries)
        )
    assert together == alone


@pytest.fixture
def small(database: Database, place: ChromaServer | None, tmp_path: Path) -> Iterator[Librarian]:
    pages = [{"id": "PB-A", "questions": ["甲乙丙丁"]}, {"id": "PB-B", "questions": ["戊己庚辛"]}]
    sync(database, write_pages(tmp_path, *pages))
    librarian = Librarian(database, CountingEmbedder(), server=place)
    yield librarian
    librarian.close()


def found(librarian: Librarian, query: str) -> set[str]:
    return {hit.playbook.id for hit in librarian.search(query, today=TODAY, limit=9)}


def test_a_suspended_page_is_gone_with_the_next_search(small: Librarian, database: Database) -> None:
    assert "PB-A" in found(small, "甲乙丙丁")
    with database.writing() as session:
        library.suspend(session, "PB-A")
    assert "PB-A" not in found(small, "甲乙丙丁")
    assert small.get("PB-A").status == "suspended"
    assert {page.id for page in small.matching(MemberStage(), TODAY, kinds=["care_script"])} == set()


@pytest.mark.parametrize("at_hand", [None, 0])
def test_a_collection_deleted_under_its_reader_is_built_again_where_it_was(
    small: Librarian, database: Database, place: ChromaServer | None, at_hand: int | None
) -> None:
    small.close()
    small = Librarian(database, CountingEmbedder(), server=place, at_hand=at_hand)
    small.warm()
    client = ServerClient(place) if place else open_in_process()
    for collection in all_collections(client):
        client.delete_collection(collection)
    client.close()
    assert "PB-A" in found(small, "甲乙丙丁")
    assert small.index_state().trouble == ""
    client = ServerClient(place) if place else open_in_process()
    assert all_collections(client)
    client.close()
    small.close()


def all_collections(client: Any) -> list[str]:
    server = getattr(client, "_server", client)
    return [collection.name for collection in server.list_collections() if "counting-1" in collection.name]


def test_after_a_change_of_encoder_search_heals_from_the_database(small: Librarian, database: Database) -> None:
    assert "PB-A" in found(small, "甲乙丙丁")
    other = CountingEmbedder()
    other.name = "counting-2"
    changed = Librarian(database, other)
    assert "PB-A" in found(changed, "甲乙丙丁")
    assert changed.knows_subjects == "by words"
    assert "PB-A" in found(small, "甲乙丙丁")
    changed.close()


class PausingEmbedder(CountingEmbedder):
    """Waits at the first passage it does not know, once it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.is_pausing, self.has_arrived, self.may_go_on = False, Event(), Event()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode as ever; a passage named 'slow' waits."""
        if self.is_pausing and any("slow" in text for text in texts):
            self.has_arrived.set()
            self.may_go_on.wait(30)
        return super().encode(texts)


def test_while_an_edit_is_indexed_searches_go_on_without_what_was_withdrawn(
    database: Database, place: ChromaServer | None, tmp_path: Path
) -> None:
    pages = [{"id": "PB-A", "questions": ["甲乙丙丁"]}, {"id": "PB-B", "questions": ["戊己庚辛"]}]
    sync(database, write_pages(tmp_path, *pages))
    embedder = PausingEmbedder()
    librarian = Librarian(database, embedder, server=place)
    librarian.warm()
    embedder.is_pausing = True
    sync(database, write_pages(tmp_path, {"id": "PB-C", "questions": ["slow"]}))
    with database.writing() as session:
        library.suspend(session, "PB-A")
    with ThreadPoolExecutor(1) as pool:
        building = pool.submit(librarian.warm)
        assert embedder.has_arrived.wait(30)
        assert "PB-B" in found(librarian, "戊己庚辛")
        assert "PB-A" not in found(librarian, "甲乙丙丁")
        embedder.may_go_on.set()
        building.result()
    librarian.close()


def test_a_search_after_an_edit_waits_for_nothing_and_hands_out_the_new_version(
    database: Database, tmp_path: Path
) -> None:
    sync(database, write_pages(tmp_path, {"id": "PB-A", "questions": ["甲乙丙丁"]}, {"id": "PB-B"}))
    embedder = PausingEmbedder()
    librarian = Librarian(database, embedder)
    librarian.warm()
    embedder.is_pausing = True
    sync(database, write_pages(tmp_path, {"id": "PB-A", "version": "9.0.0", "questions": ["甲乙丙丁", "slow"]}))
    hits = librarian.search("甲乙丙丁", today=TODAY)
    assert embedder.has_arrived.wait(30)
    assert [hit.playbook.version for hit in hits if hit.playbook.id == "PB-A"] == ["9.0.0"]
    embedder.may_go_on.set()
    librarian.warm()
    assert librarian.search("slow", today=TODAY)[0].playbook.id == "PB-A"
    librarian.close()


def test_threads_that_meet_an_unbuilt_library_build_it_once(small: Librarian) -> None:
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: found(small, "甲乙丙丁"), range(12)))
    assert all("PB-A" in answer for answer in answers)


def test_an_empty_library_has_no_answer(database: Database) -> None:
    assert Librarian(database, CountingEmbedder()).search("胎动怎么数", today=TODAY) == ()


def test_words_rank_the_text_that_shares_the_rare_ones() -> None:
    words = index_words(["怎么数胎动", "怎么做辅食", "怎么洗澡"])
    assert list(words.scores("胎动多久数一次")).index(max(words.scores("胎动多久数一次"))) == 0
    assert float(words.scores("怎么数胎动")[0]) > float(words.scores("怎么数胎动")[1]) > 0
    assert not words.scores("xyz").any()
    assert index_words([]).scores("胎动").shape == (0,)
