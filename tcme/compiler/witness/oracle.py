"""A model in a witness: an arbitrary function of its arguments, fixed by a number."""

from hashlib import sha256

from tcme.compiler.core import AskSite
from tcme.dsl.frozen import frozen


@frozen
class Oracle:
    """Answers depend on the seed, the site (prompt and examples too) and the arguments, and on nothing else.

    A negative seed is a model that gives one and the same answer to everything."""

    seed: int

    def __call__(self, site: AskSite, args: tuple[str, ...]) -> str:
        answers = site.values if site.abstain is None else (*site.values, site.abstain)
        if self.seed < 0:
            return answers[(-self.seed - 1) % len(answers)]
        key = "\x00".join((str(self.seed), site.model, site.prompt, site.examples or "", *args)).encode()
        return answers[sha256(key).digest()[0] % len(answers)]
