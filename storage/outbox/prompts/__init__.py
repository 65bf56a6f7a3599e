"""What comes unasked: what a member got of it lately, and what waits for room in their week."""

from storage.outbox.prompts.held import (
    EXPIRED,
    OPENED,
    OVER,
    OVERTAKEN,
    HeldCard,
    drop_expired,
    hold_back,
    let_go,
    lines_in,
    newest_in_slots,
    wait_again,
    waiting_cards,
)
from storage.outbox.prompts.week import Prompt, how_many_held, look_again, prompts_of, prompts_of_many

__all__ = [
    "EXPIRED",
    "OPENED",
    "OVER",
    "OVERTAKEN",
    "HeldCard",
    "Prompt",
    "drop_expired",
    "hold_back",
    "how_many_held",
    "let_go",
    "lines_in",
    "look_again",
    "newest_in_slots",
    "prompts_of",
    "prompts_of_many",
    "wait_again",
    "waiting_cards",
]
