"""Which pin of the board is wired to what on the shop's wall."""

from __future__ import annotations

from dataclasses import dataclass, fields

from shop.errors import ConfigError


@dataclass(frozen=True, slots=True)
class PanelConfig:
    """Which pin is wired to what; None: there is no such thing.

    Attributes:
        green, amber, red: lamps of one colour each. Without amber, red and green together.
        rgb_red, rgb_green, rgb_blue: one lamp of three colours instead; all three or none.
        lamp_active_high: False where the lamps hang between supply and pin.
        buzzer: an active buzzer, which sounds while it has voltage.
        button: the green button, between pin and ground.
        door, lid: contacts of the shop's door and the box's lid, between pin and ground.
        tilt: a contact in the box that opens when the box is moved, between pin and ground.
        contacts_close_when_shut: False for contacts that open when the door is shut, and the
            box stands still.
        relay: lets the money machines accept; at rest they refuse.
        relay_active_high: False for the usual relay boards that pull in at 0 V.
    """

    green: int | None = None
    amber: int | None = None
    red: int | None = None
    rgb_red: int | None = None
    rgb_green: int | None = None
    rgb_blue: int | None = None
    lamp_active_high: bool = True
    buzzer: int | None = None
    button: int | None = None
    door: int | None = None
    lid: int | None = None
    tilt: int | None = None
    contacts_close_when_shut: bool = True
    relay: int | None = None
    relay_active_high: bool = True

    def __post_init__(self) -> None:
        used: dict[int, str] = {}
        for name, pin in self.pins().items():
            if not 2 <= pin <= 27:
                raise ConfigError("[panel]", name, pin, "a BCM pin from 2 to 27")
            if pin in used:
                raise ConfigError("[panel]", name, pin, f"a pin that {used[pin]} does not use")
            used[pin] = name
        if len(self.rgb) not in (0, 3):
            raise ConfigError("[panel]", "rgb_*", self.rgb, "all three pins of the lamp, or none")

    def pins(self) -> dict[str, int]:
        """What is wired, by name."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        return {k: v for k, v in named.items() if isinstance(v, int) and not isinstance(v, bool)}

    @property
    def rgb(self) -> tuple[int, ...]:
        """The pins of the lamp of three colours."""
        pins = (self.rgb_red, self.rgb_green, self.rgb_blue)
        return tuple(pin for pin in pins if pin is not None)
