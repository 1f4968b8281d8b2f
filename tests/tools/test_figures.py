from datetime import timedelta

from tests.builders import NOW, OTHER_REP, REP, make_delivery, make_draft, make_hold, make_member, make_staff
from tools.database import Database
from tools.figures import day_figures, queue_figures


def test_a_rep_counts_own_members_of_today_only(database: Database) -> None:
    with database.writing() as session:
        make_staff(session, "r1")
        make_member(session, "m1")
        for state in ("proposed", "proposed", "approved"):
            make_draft(session, state=state)
        for at in (NOW, NOW - timedelta(days=2)):
            make_delivery(session, make_draft(session, state="approved"), state="sent", sent_at=at, proactive=False)
        make_delivery(session, make_draft(session, state="approved"), state="unknown", proactive=False)
        make_hold(session, "m1", kind="crisis", level="S1")
        make_hold(session, "m1", kind="medical", level="S1", released_at=NOW)
    with database.reading() as session:
        mine, other = day_figures(session, REP, NOW), day_figures(session, OTHER_REP, NOW)
        assert (mine.waiting, mine.sent_today, mine.unknown, mine.urgent) == (2, 1, 1, 1)
        assert (other.waiting, other.sent_today, other.unknown, other.urgent) == (0, 0, 0, 0)
        assert queue_figures(session)["drafts"]["proposed"] == 2
