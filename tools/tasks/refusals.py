"""Refusals of tasks, named by what a person can do next."""

from tools.errors import BadInput, Conflict


class StaleTask(Conflict):
    """Somebody changed the task since it was read."""


class TaskAlreadyClosed(Conflict):
    """Somebody has closed the task already."""


class NoteMissing(BadInput):
    """A task of this level is closed with a note."""
