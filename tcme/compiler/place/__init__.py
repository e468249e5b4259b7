"""Where each node runs: in public, at a party, inside an environment, or in MPC."""

from tcme.compiler.place.decide import Admissible, demanded
from tcme.compiler.place.place import place
from tcme.compiler.place.protocol import members, threshold

__all__ = ["Admissible", "demanded", "members", "place", "threshold"]
