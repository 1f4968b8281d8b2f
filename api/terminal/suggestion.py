"""A suggestion the way a rep reads it, in a terminal."""

from typing import Any

from api.terminal import say, show


def show_proposal(document: dict[str, Any]) -> None:
    """Print a suggestion the way a rep reads it."""
    quadrant = document["quadrant"]
    show(f"member    {document['member_id']}   {quadrant['name']}")
    for reason in quadrant["reasons"]:
        show(f"          · {reason}")
    show(f"intent    {document['intent']}" + (f"   route {document['route']}" if document["route"] else ""))
    if document["why_now"]:
        show(f"why now   {document['why_now']}")
    if document["blocked_by"]:
        show(f"blocked   {', '.join(document['blocked_by'])}")
    if document.get("desk"):
        show(f"desk      {document['desk']['says']}")
    if document["fallback_reason"]:
        say(f"The model did not draft: {document['fallback_reason']}")
    for draft in document["drafts"]:
        _show_draft(draft)


def _show_draft(draft: dict[str, object]) -> None:
    show("")
    page = draft["playbook"]
    source = f"   playbook {page['id']} {page['version']}" if isinstance(page, dict) else ""
    show(f"[{draft['style']}] {draft['id']} v{draft['version']} {draft['state']}{source}")
    for line in str(draft["text"]).splitlines():
        show(f"    {line}")
    evidence = draft["evidence"]
    for fact in evidence if isinstance(evidence, list) else []:
        show(f"    fact: {fact['field']} = {fact['value']}   ({fact['source']})")
    findings = draft["findings"]
    for finding in findings if isinstance(findings, list) else []:
        show(f"    {finding['verdict']}: {finding['rule']} {finding['message']}")
