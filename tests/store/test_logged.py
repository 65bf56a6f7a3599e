"""What is logged of an error of the database says where it is, and nothing of what people wrote."""

import traceback

import pytest
import sqlalchemy as sa

from storage.mentoring.profiles import profile_of
from tests.store.programs import Programs

PRIVATE = "a private word: zebrafish"


@pytest.mark.parametrize(
    ("column", "value"), [("status", "nonsense"), ("zone", None), ("program_id", 99)], ids=["check", "null", "key"]
)
def test_an_error_does_not_tell_what_was_written(programs: Programs, column: str, value: object) -> None:
    """A row that a rule of the database refuses is named in the log by its table, never by what stands in it."""
    with programs.open() as store:
        ada = programs.member(store, "Ada")
        profile_of(store, ada)
    table = "profile" if column == "status" else "member"
    words = "bio" if table == "profile" else "name"
    with pytest.raises(sa.exc.IntegrityError) as refused, programs.open() as store:
        store.session.execute(
            sa.text(f"UPDATE {table} SET {words} = :words, {column} = :value"), {"words": PRIVATE, "value": value}
        )
    logged = "".join(traceback.format_exception(refused.value))
    assert f"UPDATE {table}" in logged
    assert "zebrafish" not in logged
