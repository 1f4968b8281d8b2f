"""A trial estimate for one member while no run over the base is active: fixed lines instead of ranks."""

from datetime import date

from sqlmodel import Session

from tools.errors import NotFound
from tools.models import Member
from tools.models.score import QUADRANTS
from tools.scoring.figures import Scored, figures_of
from tools.scoring.formula import Formula, load_formula
from tools.scoring.looks import measure, reference_scales
from tools.scoring.missing import Evidence, missing_facts
from tools.scoring.own_facts import own_facts
from tools.scoring.quadrants import looks_on, quadrants, value_potential
from tools.scoring.rates import reference_rates
from tools.scoring.reasons import Reasons


def provisional(
    session: Session, member_id: str, *, as_of: date, formula: Formula | None = None
) -> tuple[str, list[str]]:
    """Return a quadrant and 3-5 reasons, the first marked as a trial estimate. Raises NotFound."""
    member = session.get(Member, member_id)
    if member is None:
        raise NotFound(f"There is no member {member_id!r}.", fix="Import her first or check the id.")
    rules = formula or load_formula()
    facts = own_facts(session, member, as_of=as_of, formula=rules)
    rates = reference_rates(facts, rules)
    measures = measure(facts, rates, rules)
    scales = reference_scales(rules)
    looks = looks_on(measures.terms(facts), scales)
    named, points = missing_facts(Evidence(facts, measures, rules), scales)
    scored = Scored(facts, measures, rates, rules, looks, named, points, is_ranked=False)
    is_valuable = facts.net_recent >= rules.reference.high_value_net_fen
    is_promising = value_potential(looks, rules) >= rules.reference.high_potential
    quadrant = QUADRANTS[int(quadrants(is_valuable, is_promising)[0])]
    return quadrant, Reasons(rules).provisional(next(figures_of(scored)))
