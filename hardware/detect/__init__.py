"""Which port holds what: asked so that no device does anything but answer."""
