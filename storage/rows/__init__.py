"""From rows to records and back, for what is asked at every press: worked out once instead of each time. See
docs/decisions/rows.md. And what becomes of rows that were deleted."""

from storage.rows.changes import write_changes
from storage.rows.clearing import Clearing
from storage.rows.lookup import Lookup, hold
from storage.rows.ready import Ready, given

__all__ = ["Clearing", "Lookup", "Ready", "given", "hold", "write_changes"]
