"""One input after another: till step, book, screen, devices; in that order, always."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from shop import inputs, ious
from shop.catalogue import Catalogue
from shop.clock import Clock
from shop.commands import Command, OpenCut
from shop.counter import desk, jobs, notes, readings, scans
from shop.counter.book_watch import BookWatch
from shop.counter.clock_watch import ClockWatch
from shop.counter.health import DeviceNews, News, Troubles, lamp_for
from shop.counter.presses import Presses, refusal
from shop.counter.printed import slips_of
from shop.counter.reply import CutRules, Reply
from shop.counter.resuming import resume
from shop.counter.waiting_cut import WaitingCut
from shop.effects import AcceptMoney, DeviceEffect, Lamp
from shop.entries import Draft
from shop.errors import LedgerError, MalformedInput
from shop.ids import Ids
from shop.instore import CodeRules
from shop.ledger import Ledger
from shop.queries import catalogue, devices
from shop.screen import Screen
from shop.slips import SlipRules
from shop.till import Phase, Rules, Till, events, look, next_deadline_ms
from shop.till import step as till_step
from shop.till.means import Means


def _no_devices(effect: DeviceEffect) -> None:
    """A shop without devices: nobody listens."""


class Counter:
    """The one place where the shop's state changes.

    Args:
        ledger: the book's writer.  clock, ids: time and fresh ULIDs.
        rules: of the till.  cut_rules: frozen into each closed cut.
        devices: told each wish after the commit; must not block.
        means: what devices and payment providers can do for the till.
        codes: how this shop reads codes.  slips: what slips say; None without a printer.
    """

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        ids: Ids,
        rules: Rules | None = None,
        cut_rules: CutRules | None = None,
        devices: Callable[[DeviceEffect], None] = _no_devices,
        means: Means | None = None,
        codes: CodeRules | None = None,
        slips: SlipRules | None = None,
    ) -> None:
        self.ledger, self.clock, self.ids = ledger, clock, ids
        self.cut_rules, self._codes = cut_rules or CutRules(), codes or CodeRules()
        self.devices, self.troubles, self.slips = devices, Troubles(), slips
        goods = catalogue.load(ledger.connection)
        self._till = Till(rules or Rules(), goods, means=means or Means())
        self._waiting_cut = WaitingCut(self)
        self.book, self._clock_watch = BookWatch(ledger, ids), ClockWatch(ledger, ids)
        boot = ids.ulid(clock.now().wall_ms)
        self.screen = Screen(boot, look(self._till, clock.now().monotonic_ms))
        self._presses = Presses(self.screen)
        resume(self)

    @property
    def catalogue(self) -> Catalogue:
        """Return the goods as listed now."""
        return self._till.catalogue

    @property
    def phase(self) -> Phase:
        """Return the question on the screen."""
        return self._till.phase

    @property
    def till(self) -> Till:
        """Return the till's state, a frozen value: what simulations hold the screen against."""
        return self._till

    def next_deadline_ms(self) -> int | None:
        """Return the monotonic moment at which a Tick must come, or None.

        While the book is lost the till's own deadlines wait: each would be a failing write.
        """
        return next_deadline_ms(self._till) if self.book.why is None else self.book.retry_ms

    def cursor(self, serial: str) -> inputs.CreditReading | inputs.DispenseIntent | None:
        """Return where the book left a device (called on the counter's thread)."""
        return devices.cursor(self.ledger.connection, serial)

    def handle(self, what: object) -> Reply:
        """Do what one input says and return when it is in the book.

        Raises:
            InputRefused: it cannot be done; nothing was written.
            LedgerError: the book takes no entries; the screen says so, nothing is thanked for.
        """
        match what:
            case inputs.Scanned(text=text) if (iou := ious.of_slip(text)) is not None:
                return notes.slip_scanned(self, iou)
            case inputs.Scanned():
                meant = scans.resolve(what, self._till, self._codes, self.clock.now().wall_ms)
                if meant is None:
                    return Reply()
                if isinstance(meant, events.ItemScanned | events.CodeUnknown):
                    self._waiting_cut.open_between_visits()
                return self.step(meant)
            case inputs.Pressed():
                return self._pressed(what)
            case inputs.CreditReading():
                return readings.handle(self, what)
            case inputs.Tick():
                return self._tick()
            case inputs.GreenPressed():
                return self.step(events.Green())
            case inputs.QrReady() | inputs.QrWaits():
                return self.step(what)
            case _ if isinstance(what, jobs.Job):
                return jobs.handle(self, what)
            case _ if isinstance(what, DeviceNews):
                return self._device(what)
            case _ if isinstance(what, Command):
                return self._command(what)
            case _:
                raise MalformedInput(field="input", why=f"{type(what).__name__} is none")

    def _command(self, command: Command) -> Reply:
        if isinstance(command, OpenCut) and self._till.visit is not None:
            return self._waiting_cut.ask(command)
        with self.writing():
            reply = desk.handle(self, command)
        if not reply.repeated:
            desk.after(self, command)
        return reply

    def _pressed(self, press: inputs.Pressed) -> Reply:
        known = self._presses.answered(press)
        if known is not None:
            return known
        what: events.What = press
        if press.button in self.screen.shown.view.buttons:
            if press.button == "add":
                what = scans.picked(press, self.catalogue)
                self._waiting_cut.open_between_visits()
            elif press.button == "repay":
                what = notes.asked(self.ledger.connection)
        reply = self.step(what)
        self._presses.remember(press, reply)
        return reply

    def _tick(self) -> Reply:
        if self.book.back():
            self._book_changed()
        if self.book.why is not None:
            return Reply()
        with self.writing():
            self._clock_watch.look()
        while (news := self.troubles.late(self.clock.now().monotonic_ms)) is not None:
            self._troubled(news)
        due = next_deadline_ms(self._till)
        late = due is not None and self.clock.now().monotonic_ms >= due
        reply = self.step(events.Ticked()) if late else Reply()
        self._waiting_cut.open_if_free()
        return reply

    def _device(self, what: DeviceNews) -> Reply:
        news = self.troubles.hear(what, self.clock.now().monotonic_ms)
        if news is None and self.trouble_names() == self._till.trouble:
            return Reply()
        return self._troubled(news)

    def _troubled(self, news: News | None) -> Reply:
        """Write down what is news of a device, and show what does not work now."""
        at_ms = self.clock.now().wall_ms
        facts = (readings.device_draft(self.ids.ulid(at_ms), *news, at_ms),) if news else ()
        reply = self.step(events.TroubleChanged(self.trouble_names()), before=facts)
        self.devices(self.lamp())
        return reply

    def step(self, what: events.What, before: tuple[Draft, ...] = ()) -> Reply:
        """Step the till; adopt and show the new state only once its facts are in the book."""
        after, effects = till_step(self._till, self._event(what))
        drafts = list(before)
        for effect in effects:
            if isinstance(effect, events.Record):
                drafts.extend(effect.drafts)
            elif isinstance(effect, events.Refuse):
                raise refusal(effect.key)
        entries: tuple[int, ...] = ()
        if drafts:
            with self.writing():
                entries = tuple(entry.seq for entry in self.ledger.append(drafts))
        till, self._till = self._till, after
        self._show()
        self._presses.shown(till, after)
        for effect in effects:
            if isinstance(effect, DeviceEffect):
                self.devices(effect)
        for slip in slips_of(self.slips, drafts, after):
            self.devices(slip)
        return Reply(entries)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Where the book refuses, show at once that nothing can be recorded."""
        try:
            yield
        except LedgerError as error:
            self.book.lost(error)
            self._book_changed()
            raise

    def _event(self, what: events.What) -> events.Event:
        now = self.clock.now()
        ulid = self.ids.ulid
        ids = (ulid(now.wall_ms), ulid(now.wall_ms), ulid(now.wall_ms))
        return events.Event(what, now.wall_ms, now.monotonic_ms, self.ledger.head_seq, ids)

    def _show(self) -> None:
        self.screen.publish(look(self._till, self.clock.now().monotonic_ms))

    def trouble_names(self) -> frozenset[str]:
        """Return what does not work now: devices by name, and "book"."""
        return self.troubles.names | ({"book"} if self.book.why is not None else set())

    def lamp(self) -> Lamp:
        """Return what the lamp should show now."""
        return lamp_for(self.trouble_names())

    def _book_changed(self) -> None:
        """Show whether anything can be recorded; money is only taken while it can."""
        self._till = replace(self._till, trouble=self.trouble_names())
        self._show()
        self.devices(AcceptMoney(self.book.why is None))
        self.devices(self.lamp())
