"""From rows to records and back, for what is asked at every press: worked out once instead of each time. See
docs/decisions/rows.md."""

from storage.rows.changes import write_changes
from storage.rows.lookup import Lookup, hold
from storage.rows.ready import Ready, given

__all__ = ["Lookup", "Ready", "given", "hold", "write_changes"]
