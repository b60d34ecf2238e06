"""The shop's speed, each figure beside its floor of the same run; `tongxin bench` prints it."""
