"""The triggers of outreach and what a touch costs, as data."""

from tools.yaml_text import table_beside

triggers = table_beside(__file__)
