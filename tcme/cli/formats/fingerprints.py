"""What tells a result from others when lines move: code, file, what it says, and the text it is about."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

from tcme.cli.machine import Json


def fingerprints(results: Iterable[Json]) -> Iterator[str]:
    """One for each result, in order; equal results are counted."""
    seen: Counter[str] = Counter()
    for result in results:
        words = json.dumps(_facts(result), ensure_ascii=True)
        seen[words] += 1
        yield sha256(f"{words} {seen[words]}".encode()).hexdigest()[:32]


def _facts(result: Any) -> list[str]:
    place = result["locations"][0]["physicalLocation"]
    about = place.get("region", {}).get("snippet", {}).get("text", "")
    said = result["message"]["text"].split("\n")[0]
    return [result["ruleId"], place["artifactLocation"]["uri"], said, " ".join(about.split())]
