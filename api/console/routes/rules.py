"""The rules, and a text tried against them; nothing typed here is kept."""

from typing import Annotated

from fastapi import APIRouter, Form, Response

from api.console.reading.rulebook import rules_page
from api.console.render import render
from api.console.visit import FormDep, VisitDep

router = APIRouter()


@router.get("/rules")
def show_rules(visit: VisitDep, q: str = "") -> Response:
    """Show every rule, or those a search finds."""
    with visit.services.database.reading() as session:
        return render(rules_page(visit, session, words=q.strip()))


@router.post("/rules/try")
def try_rules(visit: FormDep, text: Annotated[str, Form()] = "", direction: Annotated[str, Form()] = "out") -> Response:
    """Show what the checks say about a typed text."""
    with visit.services.database.reading() as session:
        return render(rules_page(visit, session, words="", text=text, direction=direction))
