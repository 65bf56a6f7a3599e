"""Files that go with cards."""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field

from storage.columns import Rights, Table


class StoredFile(Table, table=True):
    """The bytes of a file that goes with a card; deleted when it expires."""

    __tablename__ = "stored_file"
    __rights__: ClassVar = Rights(of=("member_id",), erase="delete")

    id: int | None = Field(default=None, primary_key=True)
    program_id: int | None = Field(default=None, foreign_key="program.id", index=True)
    member_id: int | None = Field(default=None, foreign_key="member.id")
    name: str = Field(max_length=100)
    media_type: str = Field(max_length=100)
    hash: str = Field(max_length=64)
    content: bytes
    expires_at: datetime
