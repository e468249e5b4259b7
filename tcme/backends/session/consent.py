"""What every party does before it gives input: it runs the independent checker itself."""

import json

from tcme import checker


def accepts(certificate: bytes, placed: bytes) -> bool:
    """Whether the checker proves the certificate, and what would run is what it is about."""
    proof = json.loads(certificate)
    circuit = json.dumps(proof["ir"], sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return circuit == placed and checker.check(proof).verdict == "proved"
