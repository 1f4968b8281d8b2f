"""What was said: questions wait for an answer, outreach was allowed, and the held are spoken to of nothing."""

import re
from collections import defaultdict
from datetime import timedelta
from itertools import pairwise
from typing import Any

from tests.tools.demo.conftest import DemoStore
from tools.demo.content import content

_BABY_WORDS = re.compile("[周胎孕奶]|宝宝|预产期|待产|月子|妈妈|孩子")


def _talks(store: DemoStore) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(store.rows("message"), key=lambda row: (row["at"], row["message_id"])):
        found[row["member_id"]].append(row)
    return found


def test_open_questions_are_the_last_word_of_the_last_hours(store: DemoStore) -> None:
    talks = _talks(store)
    assert len(store.report.open_questions) >= 12
    for member_id, text, message_id in store.report.open_questions:
        last = talks[member_id][-1]
        assert (last["message_id"], last["text"], last["direction"]) == (message_id, text, "in")
        assert timedelta(0) < store.now - last["at"] < timedelta(hours=6)


def test_nobody_else_waits_for_an_answer(store: DemoStore) -> None:
    waiting = {member_id for member_id, talk in _talks(store).items() if talk[-1]["direction"] == "in"}
    assert waiting == {member_id for member_id, _, _ in store.report.open_questions}


def test_the_showcase_asks_for_the_list_after_a_checklist(store: DemoStore) -> None:
    talk = _talks(store)[store.report.showcase]
    assert talk[-1]["text"] == "清单里哪些是你们家有的？"
    checklist = [row for row in talk if row["topic"] == "P23"]
    assert len(checklist) == 1
    rows = {
        word for product in store.rows("product") for word in product["checklist_items"] if product["status"] == "on"
    }
    assert sum(word in checklist[0]["text"] for word in rows) >= 9


def test_what_the_open_questions_name_exists(store: DemoStore) -> None:
    names = " ".join(row["name"] for row in store.rows("product") if row["status"] == "on")
    for word in ("恒温水壶 1.5L", "实木置物架", "纯棉长袖连体衣 73码", "纯棉长袖连体衣 80码"):
        assert word in names
    on_the_way = [row for row in store.rows("member_order") if row["member_id"] == "M0003"]
    delivered = {row["payload"]["order_id"] for row in store.rows("event") if row["type"] == "delivered"}
    arrived = [row["order_id"] in delivered for row in sorted(on_the_way, key=lambda row: row["ordered_at"])]
    assert arrived == [True, True, False]


def test_held_members_heard_no_word_of_children(store: DemoStore) -> None:
    held = {row["member_id"]: row for row in store.rows("member") if row["care_hold"]}
    said = [row for row in store.rows("message") if row["member_id"] in held]
    assert {row["member_id"] for row in said} == set(held)
    assert not [row["text"] for row in said if _BABY_WORDS.search(row["text"])]
    assert not [row for row in said if row["direction"] == "in"]
    for row in held.values():
        assert not _BABY_WORDS.search(f"{row['nickname']} {' '.join(row['tags'])}")


def test_outreach_went_only_to_those_who_allowed_it(store: DemoStore) -> None:
    consents = {row["member_id"]: row["consent_care"] for row in store.rows("member")}
    touched = {row["member_id"] for row in store.rows("message") if row["purpose"] in ("care", "after_sale")}
    assert len(touched) > 20
    assert all(consents[member_id] is True for member_id in touched)


def test_outreach_kept_its_distance(store: DemoStore) -> None:
    for talk in _talks(store).values():
        touches = [row["at"] for row in talk if row["purpose"] in ("care", "after_sale")]
        assert all(later - earlier > timedelta(days=5) for earlier, later in pairwise(touches))


def test_every_slot_and_choice_is_filled(store: DemoStore) -> None:
    assert not [row["text"] for row in store.rows("message") if re.search(r"[{}|]", row["text"])]


def test_a_few_hundred_talks_scale_with_the_store(store: DemoStore) -> None:
    share = len(_talks(store)) / store.report.members
    assert 0.12 < share < 0.3


def _linked(script: dict[str, Any]) -> list[list[str]]:
    """Return the alternatives marked to answer each other, one list a mark."""
    texts = (turn.get("in") or turn["out"] for turn in script["turns"])
    return [found.split("|") for text in texts for found in re.findall(r"\{=([^{}]*)\}", text)]


def test_linked_alternatives_answer_each_other(store: DemoStore) -> None:
    said = [" ".join(row["text"] for row in talk) for talk in _talks(store).values()]
    met = 0
    for script in content("scripts")["scripts"]:
        for asked, answered in pairwise(_linked(script)):
            for question, answer in zip(asked, answered, strict=True):
                talks = [talk for talk in said if question in talk]
                met += len(talks)
                assert all(answer in talk for talk in talks), question
    assert met > 10


def test_care_candidates_are_many_kinds_of_members_who_may_be_touched(store: DemoStore) -> None:
    members = {row["member_id"]: row for row in store.rows("member")}
    chosen = [members[member_id] for member_id in store.report.care_candidates]
    assert len(chosen) >= 10
    assert all(row["consent_care"] and row["wecom_external_userid"] for row in chosen)
    assert not [row for row in chosen if row["care_hold"] or row["opted_out"] or row["dnd_until"]]
    assert {persona for row in chosen for persona in row["personas"]} == {"maternal", "beauty", "home", "vip"}


def test_every_outreach_of_a_script_names_its_topic() -> None:
    for script in content("scripts")["scripts"]:
        for turn in script["turns"]:
            assert turn.get("as", "care") in ("care", "after_sale")
            assert ("as" in turn) == ("topic" in turn), script["id"]
