"""What many voices teach finds the page, is shipped in one file, and is never in the way of a company's own pages."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from knowledge import library
from knowledge.index.passages import hash_of
from knowledge.learning.calibrating import calibrate, folds, try_out
from knowledge.learning.questions import Question, fingerprint, read_questions
from knowledge.learning.training import learn_directions, lessons_from
from knowledge.library import SHIPPED_PLAYBOOKS
from knowledge.pages.reading import read_folders
from knowledge.playbook import Playbook
from knowledge.search import Librarian
from knowledge.search.directions import (
    NOTHING,
    SHIPPED_DIRECTIONS,
    WORDS_ALONE,
    Directions,
    read_directions,
    write_directions,
)
from knowledge.search.holdings import Holdings
from tests.knowledge.pages import TODAY, CountingEmbedder, page, write_pages
from tools.database import Database
from tools.embedder import UseEmbedder
from tools.errors import BadInput

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PAGES = [
    page(id="PB-P21", topics=["P21"]),
    page(id="PB-V06", topics=["V06"], title="皮具养护", questions=["皮包怎么养"]),
]


def asked(text: str, *topics: str, voice: str = "one") -> Question:
    return Question(text, text, topics, voice)


QUESTIONS = [
    *(asked(f"{text}小动静咋数", "P21", voice=voice) for voice in ("one", "two") for text in ("今天", "晚上", "早上")),
    *(asked(f"{text}长毛了咋整", "V06", voice=voice) for voice in ("one", "two") for text in ("皮包", "鞋子", "包包")),
    *(asked(f"{text}多少钱一股", voice=voice) for voice in ("one", "two") for text in ("这个", "那个", "银行")),
]


def learned(*, pages: Sequence[Playbook] = PAGES) -> Directions:
    return learn_directions(pages, QUESTIONS, None)


def leader(directions: Directions, text: str) -> str:
    lean = directions.lean(text, np.zeros(16, dtype=np.float32)) - directions.base
    return directions.subjects[int(lean.argmax())]


def test_a_question_leans_to_the_subject_whose_words_other_voices_used() -> None:
    directions = learned()
    assert leader(directions, "凉鞋长毛咋整") == "V06"
    assert leader(directions, "小动静怎么数") == "P21"
    assert leader(directions, "这家银行多少钱一股") == NOTHING


def test_meaning_is_learned_beside_words() -> None:
    embedder = CountingEmbedder()
    lessons = lessons_from(PAGES, QUESTIONS)
    vectors = {hash_of(one.plain): embedder.encode([one.plain])[0] for one in lessons}
    directions = learn_directions(PAGES, QUESTIONS, vectors)
    assert directions.by_meaning is not None
    # No word of it was ever seen: only its vector, that of a known question, can tell.
    known = directions.lean("qqq", vectors[hash_of("皮包长毛了咋整")])
    assert known[directions.subjects.index("V06")] > known[directions.subjects.index("P21")]


def test_a_page_without_topics_is_a_subject_of_its_own() -> None:
    directions = learned(pages=[*PAGES, page(id="PB-PARKING", topics=[], questions=["停车券怎么领"])])
    assert leader(directions, "停车券在哪领") == "PB-PARKING"


def test_what_people_ask_outweighs_what_a_page_says_however_many_answers_it_has() -> None:
    tones = ("发绿", "发黄", "变深", "变浅", "发白", "发灰", "偏红", "偏暗", "花了", "不匀")
    answers = "".join(f"### 颜色{tone}要紧吗\n记下来。\n" for tone in tones)
    talkative = page(id="PB-TALKS", topics=[], title="怎么看", questions=["怎么看"], sections={"answers": answers})
    heard = [
        asked(f"{what}长毛了颜色不对", "V06", voice=voice) for voice in ("one", "two") for what in ("皮包", "鞋子")
    ]
    directions = learn_directions([*PAGES, talkative], [*QUESTIONS, *heard], None)
    assert leader(directions, "皮包颜色变了") == "V06"
    assert leader(directions, "颜色发绿") == "PB-TALKS"


def test_questions_may_name_a_page_that_has_no_topic(database: Database, tmp_path: Path) -> None:
    pages = [{"id": "PB-P21", "topics": ["P21"]}, {"id": "PB-PARKING", "topics": [], "title": "停车"}]
    sync(database, write_pages(tmp_path, *pages))
    heard = [asked("车放哪儿", "PB-PARKING", voice=voice) for voice in ("one", "two")]
    embedder = CountingEmbedder()
    holdings = Holdings(database, embedder)
    catalogue = holdings.catalogue()
    assert catalogue is not None
    vectors = {hash_of(one.plain): embedder.encode([one.plain])[0] for one in lessons_from(catalogue.pages, heard)}
    tried = [try_out(fold, catalogue, holdings.index, vectors) for fold in folds(catalogue.pages, heard, None)]
    assert [int(trial.answers.sum()) for trial in tried] == [1, 1]
    holdings.close()


def test_what_was_learned_survives_its_file(tmp_path: Path) -> None:
    path, directions = (
        tmp_path / "d.npz",
        replace(learned(), calibration={"belongs": [1.0], "answers": [2.0], "newcomers": [3.0]}),
    )
    write_directions(path, {"some-encoder": directions, WORDS_ALONE: replace(directions, questions="words")})
    again = read_directions(path, "some-encoder")
    assert again is not None
    assert again.calibration == directions.calibration
    assert again.questions == fingerprint(QUESTIONS)
    vector = np.zeros(16, dtype=np.float32)
    assert again.lean("凉鞋长毛", vector) == pytest.approx(directions.lean("凉鞋长毛", vector))


def test_another_encoder_gets_what_words_alone_teach(tmp_path: Path) -> None:
    path = tmp_path / "d.npz"
    write_directions(path, {"some-encoder": learned(), WORDS_ALONE: replace(learned(), questions="words")})
    found = read_directions(path, "counting-1")
    assert found is not None
    assert found.questions == "words"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"not a zip"])
def test_a_broken_file_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "d.npz"
    path.write_bytes(content)
    assert read_directions(path, WORDS_ALONE) is None
    assert read_directions(tmp_path / "none.npz", WORDS_ALONE) is None


def test_parts_that_do_not_belong_together_are_refused(tmp_path: Path) -> None:
    path, directions = tmp_path / "d.npz", learned()
    write_directions(path, {WORDS_ALONE: replace(directions, by_words=directions.by_words[:-1])})
    assert read_directions(path, WORDS_ALONE) is None


def test_the_shipped_directions_know_every_question_and_every_topic() -> None:
    pages, _ = read_folders([SHIPPED_PLAYBOOKS])
    topics = {topic for _, some in pages for topic in some.topics}
    for encoder in (UseEmbedder.name, WORDS_ALONE):
        shipped = read_directions(SHIPPED_DIRECTIONS, encoder)
        assert shipped is not None
        assert shipped.questions == fingerprint(read_questions()), "run `zhiji playbooks train` and commit the file"
        assert topics <= set(shipped.subjects)
        assert set(shipped.calibration) == {"belongs", "answers", "newcomers"}
    assert SHIPPED_DIRECTIONS.stat().st_size < 3_000_000


def write_voice(folder: Path, *lines: str, voice: str = "one") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / f"{voice}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def test_held_out_voices_are_never_read(tmp_path: Path) -> None:
    write_voice(tmp_path / "q", '{"query": "胎动怎么数", "topics": ["P21"]}')
    write_voice(tmp_path / "q", '{"query": "不许看", "topics": ["P21"]}', voice="exam")
    assert [question.text for question in read_questions(tmp_path / "q")] == ["胎动怎么数"]


@pytest.mark.parametrize("line", ["nonsense", "[]", '{"query": "问"}', '{"query": " ", "topics": []}', '{"query": 1}'])
def test_a_faulty_question_names_file_and_line(tmp_path: Path, line: str) -> None:
    folder = write_voice(tmp_path / "q", '{"query": "好", "topics": []}', "", line)
    with pytest.raises(BadInput, match=r"one\.jsonl line 3"):
        read_questions(folder)


def sync(database: Database, *folders: Path) -> None:
    with database.writing() as session:
        library.sync(session, folders, now=NOW)


def test_every_voice_is_judged_by_the_others_alone(database: Database, tmp_path: Path) -> None:
    pages = [{"id": "PB-P21", "topics": ["P21"]}, {"id": "PB-V06", "topics": ["V06"], "title": "皮具"}]
    sync(database, write_pages(tmp_path, *pages))
    embedder = CountingEmbedder()
    holdings = Holdings(database, embedder, directions=learned())
    catalogue = holdings.catalogue()
    assert catalogue is not None
    lessons = lessons_from(catalogue.pages, QUESTIONS)
    vectors = {hash_of(one.plain): embedder.encode([one.plain])[0] for one in lessons}
    left_out = list(folds(catalogue.pages, QUESTIONS, None))
    assert [fold.voice for fold in left_out] == ["one", "two"]
    assert all(fold.directions.questions != fingerprint(QUESTIONS) for fold in left_out)
    trials = [try_out(fold, catalogue, holdings.index, vectors) for fold in left_out]
    calibration = calibrate(trials)
    librarian = Librarian(database, embedder, directions=replace(learned(), calibration=calibration))
    assert librarian.search("皮包长毛了咋整", today=TODAY)[0].playbook.id == "PB-V06"
    assert librarian.search("银行多少钱一股", today=TODAY) == ()
    librarian.close()
    holdings.close()


def test_a_company_page_that_nobody_trained_on_is_found_among_the_shipped_ones(
    database: Database, tmp_path: Path
) -> None:
    own = {
        "id": "PB-PARKING",
        "topics": [],
        "title": "地下车库停车券",
        "questions": ["停车券怎么领", "地下车库停车免费吗", "停车怎么抵扣"],
    }
    sync(database, SHIPPED_PLAYBOOKS, write_pages(tmp_path, own))
    librarian = Librarian(database, UseEmbedder())
    for question in ("停车券在哪领", "你们地下车库停车要钱不", "停车费咋抵扣"):
        assert librarian.search(question, today=TODAY)[0].playbook.id == "PB-PARKING", question
    assert librarian.search("待产要带哪些东西去医院", today=TODAY)[0].playbook.topics == ("P23",)
    librarian.close()


def test_without_what_was_learned_search_still_finds_by_the_pages_own_words(database: Database, tmp_path: Path) -> None:
    sync(
        database,
        write_pages(tmp_path, {"id": "PB-A", "questions": ["甲乙丙丁"]}, {"id": "PB-B", "questions": ["戊己"]}),
    )
    bare = replace(learned(), calibration={})
    librarian = Librarian(database, CountingEmbedder(), directions=bare)
    assert "PB-A" in [hit.playbook.id for hit in librarian.search("甲乙丙丁", today=TODAY)]
    librarian.close()
