"""The board member's way: a link, a judgement of each finalist and weights of one's own, the reveal, the decision."""


def walk(walker):
    raise NotImplementedError
