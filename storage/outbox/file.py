"""Files that go with cards."""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field

from storage.columns import EncryptedBytes, Rights, Table


class StoredFile(Table, table=True):
    """The bytes of a file that goes with a card; deleted when it expires. `account_id`: whose data it holds, where it
    was made for one account."""

    __tablename__ = "stored_file"
    __rights__: ClassVar = Rights(
        of=("member_id", "account_id"),
        gives="name expires_at",
        hides="media_type hash content",
        words="content",
        erase="delete",
    )

    id: int | None = Field(default=None, primary_key=True)
    program_id: int | None = Field(default=None, foreign_key="program.id", index=True)
    member_id: int | None = Field(default=None, foreign_key="member.id")
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    name: str = Field(max_length=100)
    media_type: str = Field(max_length=100)
    hash: str = Field(max_length=64)
    content: bytes = Field(sa_type=EncryptedBytes)
    expires_at: datetime
