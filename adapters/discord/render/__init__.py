"""What Discord shows of a card and of a form: plain JSON, made from values alone."""

from adapters.discord.render.cards import MENU_MARK, attachment_names, render_card
from adapters.discord.render.forms import render_form
from adapters.discord.render.parts import COMPONENTS_V2, Part

__all__ = ["COMPONENTS_V2", "MENU_MARK", "Part", "attachment_names", "render_card", "render_form"]
