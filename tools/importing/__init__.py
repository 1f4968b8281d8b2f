"""Files of members, orders, products and talk come in here: checked, counted, undoable."""

from tools.importing.batches import get_batch, list_batches
from tools.importing.kinds import kinds
from tools.importing.report import ImportReport, KeptRow, UndoReport
from tools.importing.run import run_import
from tools.importing.undoing.undo import undo_import

__all__ = ["ImportReport", "KeptRow", "UndoReport", "get_batch", "kinds", "list_batches", "run_import", "undo_import"]
