"""The CEO's way: their own answers, their gaps, and the counterpart who would cover them."""


def walk(walker):
    raise NotImplementedError
