"""One interaction answered: within Discord's three seconds, or held and answered afterwards."""

import asyncio

import aiohttp
import discord
import structlog

from adapters.base import Handle
from adapters.discord.render.answers import Answer, Change, Open, Whisper, answers, changes
from adapters.discord.wire.drawn import FormView, straight_back
from adapters.discord.wire.refusals import TOO_LATE, UNKNOWN_MESSAGE
from bot import shown, tokens
from bot.incoming import Incoming, Via

log = structlog.get_logger(__name__)
Interaction = discord.Interaction[discord.Client]


class Exchange:
    """What a person did, and what they are shown for it. `patience` is in seconds. `step` is what the log may say of
    it: nothing where an anonymous card was pressed."""

    def __init__(self, interaction: Interaction, incoming: Incoming, patience: float) -> None:
        self.interaction = interaction
        self.incoming = incoming
        self.patience = patience
        self.step = "" if tokens.is_carried_by(incoming.value) else incoming.step
        self.in_place = changes(incoming, message=interaction.message is not None)

    async def take(self, handle: Handle) -> list[Answer]:
        """Hands it over; returns what to show. What was begun goes on even where Discord no longer listens."""
        taking = asyncio.ensure_future(handle(self.incoming))
        await asyncio.wait({taking}, timeout=self.patience)
        if late := not taking.done():
            await self._hold()
        reply = await taking
        return answers(self.incoming, reply, message=self.interaction.message is not None, late=late)

    async def show(self, found: list[Answer]) -> None:
        """Shows answers in order. Where Discord no longer listens, only the log hears of it. Raises
        `discord.HTTPException` where Discord refuses what is shown."""
        try:
            await self._show(found)
        except discord.HTTPException as refused:
            if refused.code not in TOO_LATE:
                raise
            log.warning("answer_too_late", code=refused.code, step=self.step)
            await self._change_anyway(found)
        except (aiohttp.ClientError, OSError) as broken:
            log.warning("answer_lost", reason=type(broken).__name__, step=self.step)

    async def _hold(self) -> None:
        """Tells Discord that an answer will come: in the pressed message, or as one that only the person sees."""
        try:
            await self.interaction.response.defer(ephemeral=True, thinking=not self.in_place)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as failed:
            log.warning("not_held", reason=str(failed), step=self.step)

    # --- showing -----------------------------------------------------------------------------------------------------

    async def _show(self, found: list[Answer]) -> None:
        response = self.interaction.response
        if not response.is_done():
            await self._first(found[0] if found else None)
            found = found[1:]
        elif response.type is discord.InteractionResponseType.deferred_channel_message:
            await self._fill_in(found[0] if found else None)
            found = found[1:]
        for answer in found:
            await self._also(answer)

    async def _first(self, answer: Answer | None) -> None:
        """Through the interaction itself."""
        response = self.interaction.response
        match answer:
            case Open(form):
                await response.send_modal(FormView(form))
            case Change(card):
                await self._change_first(card)
            case Whisper(card):
                await response.send_message(view=straight_back(card), ephemeral=True)
            case None if self.interaction.message is not None:
                await response.defer()
            case None:
                await response.defer(ephemeral=True, thinking=True)
                await self.interaction.delete_original_response()

    async def _change_first(self, card: shown.Card) -> None:
        try:
            await self.interaction.response.edit_message(view=straight_back(card), attachments=[])
        except discord.NotFound as gone:
            if gone.code != UNKNOWN_MESSAGE:
                raise
            await self.interaction.response.send_message(view=straight_back(card), ephemeral=True)

    async def _fill_in(self, answer: Answer | None) -> None:
        """In the place of "thinking…"."""
        match answer:
            case Change(card) | Whisper(card):
                await self.interaction.edit_original_response(view=straight_back(card))
            case _:
                await self.interaction.delete_original_response()

    async def _also(self, answer: Answer) -> None:
        """After something else was answered already."""
        match answer:
            case Change(card) if (
                self.interaction.response.type is discord.InteractionResponseType.deferred_message_update
            ):
                await self.interaction.edit_original_response(view=straight_back(card), attachments=[])
            case Change(card) if await self._changed_by_reference(card):
                return
            case Change(card) | Whisper(card):
                await self.interaction.followup.send(view=straight_back(card), ephemeral=True)
            case Open(form):
                await self.interaction.followup.send(view=straight_back(form.card), ephemeral=True)

    async def _change_anyway(self, found: list[Answer]) -> None:
        """A direct message can be changed without the interaction; anything else is lost to the person."""
        for answer in found:
            if isinstance(answer, Change) and await self._changed_by_reference(answer.card):
                log.info("answer_shown_late", step=self.step)

    async def _changed_by_reference(self, card: shown.Card) -> bool:
        message = self.interaction.message
        if message is None or not self.incoming.on or self.incoming.via not in (Via.PRESS, Via.FORM):
            return False
        try:
            await message.edit(view=straight_back(card), attachments=[])
        except (discord.HTTPException, aiohttp.ClientError, OSError) as failed:
            log.warning("not_changed", reason=str(failed), step=self.step)
            return False
        return True
