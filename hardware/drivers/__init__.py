"""One pure state machine a device: an event in, the next state and actions out."""
