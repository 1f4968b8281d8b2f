"""What sends to a doctor at once is left out for no reader; who asks for her own parent is no grandparent."""

from dataclasses import replace

from agent.composer.page.reader import for_reader, reader_of
from tests.agent.shop import Shop
from tests.builders import a_draft
from tools.members.snapshot import read_snapshot
from tools.models import Member


def test_what_is_urgent_stays_and_what_speaks_past_a_father_goes(shop: Shop) -> None:
    with shop.database.reading() as session:
        snapshot = read_snapshot(session, session.get_one(Member, "m1"), now=shop.now())
    father = replace(snapshot, kin="father")
    text = "她先躺下歇一歇，屋里开着窗。让孩子爸爸夜里起来。您的伤口红肿就马上去医院。"
    (draft,) = for_reader([a_draft("s", text=text)], "", father)
    assert draft.text == "她先躺下歇一歇，屋里开着窗。您的伤口红肿就马上去医院。"
    elder = replace(snapshot, kin="grandparent")
    assert [reader_of(words, elder) for words in ("他老吐奶咋弄", "我妈不肯体检，咋劝")] == ["grandparent", ""]
