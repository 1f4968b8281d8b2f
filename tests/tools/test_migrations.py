from alembic import command
from alembic.script import ScriptDirectory

from tools.database import Database, alembic_config, current_revision, newest_revision, upgrade


def test_models_and_migrations_say_the_same(database: Database) -> None:
    command.check(alembic_config(database.engine))


def test_the_schema_can_be_taken_back_and_brought_up_again(database: Database) -> None:
    command.downgrade(alembic_config(database.engine), "base")
    assert current_revision(database) == ""
    assert upgrade(database) == newest_revision(database) == current_revision(database)


def test_migrations_form_one_line(database: Database) -> None:
    assert len(ScriptDirectory.from_config(alembic_config(database.engine)).get_heads()) == 1
