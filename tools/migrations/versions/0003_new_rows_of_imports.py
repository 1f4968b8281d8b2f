"""New rows of imports: keys and fingerprints, in parts

Revision: 0003, after 0002.
"""
from alembic import op
import sqlalchemy as sa
import sqlmodel

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('import_batch', sa.Column('read_as', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
    op.create_table('import_new_rows',
    sa.Column('batch_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('part', sa.Integer(), nullable=False),
    sa.Column('columns', sa.JSON(), nullable=False),
    sa.Column('keys', sa.JSON(), nullable=False),
    sa.Column('fingerprints', sa.LargeBinary(), nullable=False),
    sa.Column('first_key', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('last_key', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['import_batch.id'], name=op.f('fk_import_new_rows_batch_id_import_batch')),
    sa.PrimaryKeyConstraint('batch_id', 'part', name=op.f('pk_import_new_rows'))
    )


def downgrade() -> None:
    op.drop_table('import_new_rows')
    with op.batch_alter_table('import_batch', schema=None) as batch_op:
        batch_op.drop_column('read_as')
