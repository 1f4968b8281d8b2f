"""Every table of the store; importing this package shows them all to Alembic."""

from tools.models.audit_entry import AuditEntry
from tools.models.columns import new_id
from tools.models.commerce import Order, OrderLine, Product
from tools.models.conversation import Event, Message
from tools.models.delivery import Delivery
from tools.models.draft import Draft, Suggestion
from tools.models.import_batch import ImportBatch, ImportChange, ImportNewRows
from tools.models.kept_figures import KeptFigures
from tools.models.learning import DraftShown, ModelExchange
from tools.models.login_try import LoginTry
from tools.models.member import Hold, Member, StoreMark
from tools.models.planning import PlannedTouch
from tools.models.playbook import PassageVector, PlaybookVersion
from tools.models.playbook_decision import PlaybookDecision
from tools.models.proposed_fact import ProposedFact
from tools.models.score import Score, ScoreRun
from tools.models.staff import Staff, StaffToken
from tools.models.task import Alert, Task

__all__ = [
    "Alert",
    "AuditEntry",
    "Delivery",
    "Draft",
    "DraftShown",
    "Event",
    "Hold",
    "ImportBatch",
    "ImportChange",
    "ImportNewRows",
    "KeptFigures",
    "LoginTry",
    "Member",
    "Message",
    "ModelExchange",
    "Order",
    "OrderLine",
    "PassageVector",
    "PlannedTouch",
    "PlaybookDecision",
    "PlaybookVersion",
    "Product",
    "ProposedFact",
    "Score",
    "ScoreRun",
    "Staff",
    "StaffToken",
    "StoreMark",
    "Suggestion",
    "Task",
    "new_id",
]
